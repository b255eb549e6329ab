namespace Bench.Statistics.Samples;

/// <summary>
/// Quantiles of a small list of numbers by linear interpolation between order statistics: type 7 of R. J. Hyndman and
/// Y. Fan, "Sample quantiles in statistical packages", 1996 (the default of R and NumPy). With n sorted values
/// x[0..n−1] and h = p × (n − 1), the quantile is x[⌊h⌋] + (h − ⌊h⌋) × (x[⌊h⌋+1] − x[⌊h⌋]).
/// Latency quantiles are not computed so but from histograms (<see cref="Histograms.Histogram.Quantile"/>).
/// </summary>
public static class Quantiles
{
    /// <summary>The quantile p (0 to 1) of values that are sorted ascending.</summary>
    /// <exception cref="ArgumentException">There are no values.</exception>
    /// <exception cref="ArgumentOutOfRangeException">p is not within 0 to 1.</exception>
    public static double OfSorted(ReadOnlySpan<double> sorted, double p)
    {
        if (sorted.IsEmpty)
        {
            throw new ArgumentException("Nothing has no quantiles.", nameof(sorted));
        }
        if (!(p >= 0 && p <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(p), p, "A quantile lies within 0 to 1.");
        }
        var position = p * (sorted.Length - 1);
        var below = (int)position;
        var low = sorted[below];
        var high = sorted[Math.Min(below + 1, sorted.Length - 1)];
        return low + ((position - below) * (high - low));
    }

    /// <summary>The median; sorts <paramref name="values"/> in place.</summary>
    /// <exception cref="ArgumentException">There are no values.</exception>
    public static double MedianInPlace(Span<double> values)
    {
        values.Sort();
        return OfSorted(values, 0.5);
    }

    /// <summary>The median.</summary>
    /// <exception cref="ArgumentException">There are no values.</exception>
    public static double Median(IEnumerable<double> values) => MedianInPlace(values.ToArray());
}
