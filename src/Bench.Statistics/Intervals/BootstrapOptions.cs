namespace Bench.Statistics.Intervals;

/// <summary>How to resample. The same options and data give the same interval on every machine.</summary>
public sealed record BootstrapOptions
{
    /// <summary>Seed of the random numbers, recorded with the run.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Number of resamples, at least 100.</summary>
    public int Resamples { get; init; } = 5000;

    /// <summary>Confidence, above 0 and below 1.</summary>
    public double Confidence { get; init; } = 0.95;

    /// <summary>How the interval is read from the resamples.</summary>
    public IntervalMethod Method { get; init; } = IntervalMethod.ExpandedPercentile;

    /// <summary>
    /// Iterations over all VMs below which no interval is given, at least 2. The default, 6, is the smallest number of
    /// which minimum and maximum enclose the true median in 95 % of cases: 1 − 2 × 0.5⁶ = 96.9 %; of 5 it is 93.8 %.
    /// </summary>
    public int MinimumIterations { get; init; } = 6;

    /// <summary>
    /// Number of VMs, if there is more than one, below which no interval is given, at least 2. The range of the VMs
    /// bounds what resampling them can yield, and with 3 of them an interval meant to hold the truth in 95 % of cases
    /// does so in 80 %. Intervals of each VM alone can still be given.
    /// </summary>
    public int MinimumVms { get; init; } = 6;

    internal static void ThrowIfInvalid(BootstrapOptions options)
    {
        var isValid =
            options.Resamples >= 100
            && options.MinimumIterations >= 2
            && options.MinimumVms >= 2
            && options.Confidence is > 0 and < 1
            && Enum.IsDefined(options.Method);
        if (!isValid)
        {
            throw new ArgumentOutOfRangeException(
                nameof(options),
                options,
                "At least 100 resamples, minimums of 2 or more and a confidence between 0 and 1 are needed."
            );
        }
    }
}
