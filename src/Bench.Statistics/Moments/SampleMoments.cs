namespace Bench.Statistics.Moments;

/// <summary>
/// Count, mean, sum of squared deviations from the mean (M2), minimum and maximum of a sample, mergeable without the
/// samples. All are 0 when there are no samples, as fio prints them: look at <see cref="Count"/> first.
/// </summary>
public readonly record struct SampleMoments
{
    private SampleMoments(long count, double mean, double m2, double min, double max)
    {
        Count = count;
        Mean = mean;
        M2 = m2;
        Min = min;
        Max = max;
    }

    /// <summary>No samples: the neutral element of <see cref="Merge(SampleMoments)"/>.</summary>
    public static SampleMoments Empty => default;

    /// <summary>Number of samples.</summary>
    public long Count { get; }

    /// <summary>Arithmetic mean.</summary>
    public double Mean { get; }

    /// <summary>Sum of squared deviations from the mean.</summary>
    public double M2 { get; }

    /// <summary>Smallest sample.</summary>
    public double Min { get; }

    /// <summary>Largest sample.</summary>
    public double Max { get; }

    /// <summary>Variance of the sample, M2 / (n − 1); 0 below two samples.</summary>
    public double Variance => Count > 1 ? M2 / (Count - 1) : 0;

    /// <summary>Standard deviation of the sample, with n − 1 as fio's <c>stddev</c>; 0 below two samples.</summary>
    public double StandardDeviation => Math.Sqrt(Variance);

    /// <summary>From the figures that fio prints of a latency (<c>N, mean, stddev, min, max</c>).</summary>
    /// <exception cref="ArgumentOutOfRangeException">A count or a deviation is negative, or a figure is not finite.</exception>
    public static SampleMoments FromSummary(
        long count,
        double mean,
        double standardDeviation,
        double min,
        double max
    )
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (count == 0)
        {
            return Empty;
        }
        ThrowIfNotFinite(mean, nameof(mean));
        ThrowIfNotFinite(standardDeviation, nameof(standardDeviation));
        ArgumentOutOfRangeException.ThrowIfNegative(standardDeviation);
        ThrowIfNotFinite(min, nameof(min));
        ThrowIfNotFinite(max, nameof(max));
        return new SampleMoments(
            count,
            mean,
            standardDeviation * standardDeviation * (count - 1),
            min,
            max
        );
    }

    /// <summary>From the samples themselves.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A sample is not finite.</exception>
    public static SampleMoments FromSamples(IEnumerable<double> samples) =>
        samples.Aggregate(Empty, (moments, sample) => moments.Add(sample));

    /// <summary>The moments of all samples together.</summary>
    /// <exception cref="OverflowException">There are more samples than a long can count.</exception>
    public static SampleMoments Merge(params IEnumerable<SampleMoments> parts) =>
        parts.Aggregate(Empty, (merged, part) => merged.Merge(part));

    /// <summary>These moments with one more sample.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The sample is not finite.</exception>
    public SampleMoments Add(double sample)
    {
        ThrowIfNotFinite(sample, nameof(sample));
        return Merge(new SampleMoments(1, sample, 0, sample, sample));
    }

    /// <summary>
    /// The moments of both samples together: T. F. Chan, G. H. Golub, R. J. LeVeque, "Updating formulae and a pairwise
    /// algorithm for computing sample variances", 1979. Which operand comes first does not change a single bit; the
    /// order of several merges changes only the rounding.
    /// </summary>
    /// <exception cref="OverflowException">There are more samples than a long can count.</exception>
    public SampleMoments Merge(SampleMoments other)
    {
        if (other.Count == 0)
        {
            return this;
        }
        if (Count == 0)
        {
            return other;
        }
        var isLarger = Count > other.Count || (Count == other.Count && Mean <= other.Mean);
        return isLarger ? MergeSmaller(this, other) : MergeSmaller(other, this);
    }

    private static SampleMoments MergeSmaller(SampleMoments a, SampleMoments b)
    {
        var count = checked(a.Count + b.Count);
        var delta = b.Mean - a.Mean;
        var share = (double)b.Count / count;
        return new SampleMoments(
            count,
            a.Mean + (delta * share),
            a.M2 + b.M2 + (delta * delta * a.Count * share),
            Math.Min(a.Min, b.Min),
            Math.Max(a.Max, b.Max)
        );
    }

    private static void ThrowIfNotFinite(double value, string name)
    {
        if (!double.IsFinite(value))
        {
            throw new ArgumentOutOfRangeException(
                name,
                value,
                "A sample's figures are finite numbers."
            );
        }
    }
}
