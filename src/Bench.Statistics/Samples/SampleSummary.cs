using System.Collections.ObjectModel;

namespace Bench.Statistics.Samples;

/// <summary>
/// A small sample, usually one value for each iteration, with the figures that describe it. Quantiles are of type 7
/// (<see cref="Quantiles"/>). The unit is that of the values.
/// </summary>
public sealed class SampleSummary
{
    private readonly double[] sorted;

    private SampleSummary(double[] values)
    {
        sorted = [.. values.Order()];
        Values = Array.AsReadOnly(values);
        Mean = values.Average();
        MedianAbsoluteDeviation = Quantiles.Median(
            values.Select(value => Math.Abs(value - Median))
        );
        GeometricMean = sorted[0] > 0 ? Math.Exp(values.Average(Math.Log)) : null;
    }

    /// <summary>The values in the order in which they were given.</summary>
    public ReadOnlyCollection<double> Values { get; }

    /// <summary>Number of values, at least 1.</summary>
    public int Count => sorted.Length;

    /// <summary>Smallest value.</summary>
    public double Min => sorted[0];

    /// <summary>Largest value.</summary>
    public double Max => sorted[^1];

    /// <summary>Middle value, or the mean of the two middle ones.</summary>
    public double Median => Quantile(0.5);

    /// <summary>First quartile.</summary>
    public double LowerQuartile => Quantile(0.25);

    /// <summary>Third quartile.</summary>
    public double UpperQuartile => Quantile(0.75);

    /// <summary>Arithmetic mean.</summary>
    public double Mean { get; }

    /// <summary>Median of the distances from the median, not scaled to a standard deviation.</summary>
    public double MedianAbsoluteDeviation { get; }

    /// <summary>Geometric mean; null unless all values are above 0.</summary>
    public double? GeometricMean { get; }

    /// <summary>Summarises at least one value.</summary>
    /// <exception cref="ArgumentException">There are no values, or one is not a finite number.</exception>
    public static SampleSummary Of(params IEnumerable<double> values) =>
        OfOrNull(values)
        ?? throw new ArgumentException("A summary needs at least one value.", nameof(values));

    /// <summary>Summarises the values; null if there are none.</summary>
    /// <exception cref="ArgumentException">A value is not a finite number.</exception>
    public static SampleSummary? OfOrNull(IEnumerable<double> values)
    {
        var array = values.ToArray();
        if (!Array.TrueForAll(array, double.IsFinite))
        {
            throw new ArgumentException("Values of a summary are finite numbers.", nameof(values));
        }
        return array.Length == 0 ? null : new SampleSummary(array);
    }

    /// <summary>The quantile p (0 to 1), type 7.</summary>
    /// <exception cref="ArgumentOutOfRangeException">p is not within 0 to 1.</exception>
    public double Quantile(double p) => Quantiles.OfSorted(sorted, p);
}
