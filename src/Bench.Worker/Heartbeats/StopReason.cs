using Bench.Protocol.Claims;

namespace Bench.Worker.Heartbeats;

/// <summary>Why a worker stops before its work is done.</summary>
public enum StopReason
{
    /// <summary>A signal asked for it.</summary>
    Interrupted,
    Cancelled,
    Sealed,

    /// <summary>A later epoch acts as this VM, or the VM was fenced.</summary>
    Superseded,
}

/// <summary>Words for stop reasons.</summary>
public static class StopReasons
{
    /// <summary>The reason that a standing gives; null while the worker may go on.</summary>
    public static StopReason? Of(Standing standing) =>
        standing switch
        {
            Standing.Cancelled => StopReason.Cancelled,
            Standing.Sealed => StopReason.Sealed,
            Standing.Superseded => StopReason.Superseded,
            _ => null,
        };

    /// <summary>Short and stable, for programs.</summary>
    public static string Word(StopReason reason) =>
        reason switch
        {
            StopReason.Interrupted => "interrupted",
            StopReason.Cancelled => "cancelled",
            StopReason.Sealed => "sealed",
            _ => "superseded",
        };

    public static string Describe(StopReason reason) =>
        reason switch
        {
            StopReason.Interrupted => "interrupted by a signal",
            StopReason.Cancelled => "the run was cancelled",
            StopReason.Sealed => "the run is sealed",
            _ => "another worker or a fence took over this VM",
        };
}
