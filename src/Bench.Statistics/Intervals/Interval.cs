namespace Bench.Statistics.Intervals;

/// <summary>A confidence interval; <paramref name="Confidence"/> is 0.95 for 95 %.</summary>
public readonly record struct Interval(double Low, double High, double Confidence)
{
    /// <summary>Whether the value lies within, ends included.</summary>
    public bool Contains(double value) => value >= Low && value <= High;
}
