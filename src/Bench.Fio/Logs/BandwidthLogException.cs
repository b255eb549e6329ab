namespace Bench.Fio.Logs;

/// <summary>A bandwidth log of fio cannot be trusted; no part of it is used.</summary>
public sealed class BandwidthLogException(int line, string reason)
    : Exception($"The bandwidth log of fio is not as fio 3 writes it: line {line} {reason}.")
{
    /// <summary>From 1.</summary>
    public int Line { get; } = line;
}
