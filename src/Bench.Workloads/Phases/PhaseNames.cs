namespace Bench.Workloads.Phases;

/// <summary>The phases that every workload has, in their order. A workload names its own below them.</summary>
public static class PhaseNames
{
    public const string Resolve = "resolve";
    public const string Mount = "mount";
    public const string Prepare = "prepare";

    /// <summary>Waiting for other workers of this host to finish measuring.</summary>
    public const string Turn = "turn";
    public const string Cache = "cache";

    /// <summary>Waiting until all VMs of an iteration are ready.</summary>
    public const string Barrier = "barrier";
    public const string WarmUp = "warm_up";
    public const string Measure = "measure";
    public const string Collect = "collect";
    public const string Unmount = "unmount";
    public const string Upload = "upload";
}
