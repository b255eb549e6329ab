namespace Bench.Fio.Output;

/// <summary>Why an output of fio gives no figures.</summary>
public enum FioOutputFault
{
    /// <summary>Nothing at all was written.</summary>
    Empty,

    /// <summary>There is text, but no JSON in it.</summary>
    NoJson,

    /// <summary>The JSON breaks off.</summary>
    Truncated,

    /// <summary>The JSON is broken, or holds something other than fio's figures.</summary>
    Malformed,

    /// <summary>Written by a fio whose latencies are not in nanoseconds or whose rates are not in bytes.</summary>
    OldUnits,
}

/// <summary>The output of fio cannot be trusted; no part of it is used.</summary>
public sealed class FioOutputException(
    FioOutputFault fault,
    string message,
    Exception? inner = null
) : Exception(message, inner)
{
    public FioOutputFault Fault { get; } = fault;
}
