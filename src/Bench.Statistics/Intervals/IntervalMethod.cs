namespace Bench.Statistics.Intervals;

/// <summary>How an interval is read from the statistics of the resamples.</summary>
public enum IntervalMethod
{
    /// <summary>
    /// The quantiles α/2 and 1 − α/2. Too narrow for small samples: about 90 % instead of 95 % with 6 iterations.
    /// </summary>
    Percentile,

    /// <summary>
    /// The quantiles Φ(∓ √(n / (n − 1)) t[1 − α/2; n − 1]), which widen the interval as Student's t does, n being the
    /// number of VMs, or of iterations if there is only one VM: T. Hesterberg, "What teachers should know about the
    /// bootstrap", 2015, section 3.3 there ("expanded percentile").
    /// </summary>
    ExpandedPercentile,
}
