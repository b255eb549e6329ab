namespace Bench.Statistics.Intervals;

/// <summary>
/// An estimate and how sure it is: an interval, or the reason why there is none; then only the range can be shown.
/// </summary>
public sealed record IntervalResult
{
    /// <summary>The statistic of all iterations; null without iterations.</summary>
    public double? Estimate { get; init; }

    /// <summary>Smallest value of the statistic over single iterations; null without iterations.</summary>
    public double? Min { get; init; }

    /// <summary>Largest value of the statistic over single iterations; null without iterations.</summary>
    public double? Max { get; init; }

    /// <summary>Number of iterations over all VMs.</summary>
    public int Iterations { get; init; }

    /// <summary>
    /// Number of VMs with at least one iteration. With one, the interval says how iterations vary on that machine and
    /// nothing of other machines.
    /// </summary>
    public int Vms { get; init; }

    /// <summary>The interval; null exactly if <see cref="Reason"/> is given.</summary>
    public Interval? Interval { get; init; }

    /// <summary>Why there is no interval; null exactly if there is one.</summary>
    public NoIntervalReason? Reason { get; init; }
}
