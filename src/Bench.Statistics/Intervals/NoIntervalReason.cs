namespace Bench.Statistics.Intervals;

/// <summary>Why an estimate comes without an interval.</summary>
public enum NoIntervalReason
{
    /// <summary>There is nothing to estimate from.</summary>
    NoIterations,

    /// <summary>Fewer iterations than <see cref="BootstrapOptions.MinimumIterations"/>: "too few".</summary>
    TooFewIterations,

    /// <summary>More VMs than one, but fewer than <see cref="BootstrapOptions.MinimumVms"/>.</summary>
    TooFewVms,
}
