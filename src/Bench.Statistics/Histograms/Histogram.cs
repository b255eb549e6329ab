using System.Collections.ObjectModel;

namespace Bench.Statistics.Histograms;

/// <summary>
/// Immutable counts of samples by value (nanoseconds for latencies), as fio's json+ bins are. Merging adds counts and
/// is therefore exact, associative and commutative; a quantile of a merge is the quantile of the pooled samples, to
/// within one bin.
/// </summary>
public sealed class Histogram : IEquatable<Histogram>
{
    private readonly HistogramBin[] bins;
    private readonly long[] cumulative;

    /// <summary>Takes over <paramref name="sortedBins"/>: values strictly ascending, counts positive, sum within a long.</summary>
    internal Histogram(HistogramBin[] sortedBins)
    {
        bins = sortedBins;
        cumulative = new long[bins.Length];
        var sum = 0L;
        for (var i = 0; i < bins.Length; i++)
        {
            sum += bins[i].Count;
            cumulative[i] = sum;
        }
        Count = sum;
        Bins = Array.AsReadOnly(bins);
    }

    /// <summary>The histogram without samples.</summary>
    public static Histogram Empty { get; } = new([]);

    /// <summary>Number of samples.</summary>
    public long Count { get; }

    /// <summary>Whether there are no samples.</summary>
    public bool IsEmpty => Count == 0;

    /// <summary>Bins with samples, values ascending.</summary>
    public ReadOnlyCollection<HistogramBin> Bins { get; }

    /// <summary>Value of the lowest bin; null when empty.</summary>
    public long? Min => IsEmpty ? null : bins[0].Value;

    /// <summary>Value of the highest bin; null when empty.</summary>
    public long? Max => IsEmpty ? null : bins[^1].Value;

    /// <summary>Builds from bins in any order, such as fio's <c>"bins": {"value": count}</c>; equal values add up.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value or a count is negative.</exception>
    /// <exception cref="OverflowException">There are more samples than a long can count.</exception>
    public static Histogram FromBins(IEnumerable<KeyValuePair<long, long>> bins)
    {
        var builder = new HistogramBuilder();
        foreach (var (value, count) in bins)
        {
            builder.Add(value, count);
        }
        return builder.Build();
    }

    /// <summary>Sorts samples into fio's bins (<see cref="FioBins"/>).</summary>
    /// <exception cref="ArgumentOutOfRangeException">A sample is negative.</exception>
    public static Histogram FromSamples(IEnumerable<long> samples)
    {
        var builder = new HistogramBuilder();
        foreach (var sample in samples)
        {
            builder.AddSample(sample);
        }
        return builder.Build();
    }

    /// <summary>Pools all histograms. For a stream of them use <see cref="HistogramBuilder"/> directly.</summary>
    /// <exception cref="OverflowException">There are more samples than a long can count.</exception>
    public static Histogram Merge(params IEnumerable<Histogram> histograms)
    {
        var builder = new HistogramBuilder();
        foreach (var histogram in histograms)
        {
            builder.Add(histogram);
        }
        return builder.Build();
    }

    /// <summary>
    /// The nearest-rank quantile, as fio computes it from the same bins (<see cref="NearestRank"/>): the value of the
    /// first bin at which the cumulative count reaches p × N. 0 gives the lowest bin and 1 the highest.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">p is not within 0 to 1.</exception>
    /// <exception cref="InvalidOperationException">The histogram is empty.</exception>
    public long Quantile(double p)
    {
        ThrowIfEmpty();
        return ValueAtRank(NearestRank.OfQuantile(p, Count));
    }

    /// <summary>As <see cref="Quantile"/>, for a percentile (0 to 100) as fio names them, such as 99.9.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The percentile is not within 0 to 100.</exception>
    /// <exception cref="InvalidOperationException">The histogram is empty.</exception>
    public long Percentile(double percent)
    {
        ThrowIfEmpty();
        return ValueAtRank(NearestRank.OfPercent(percent, Count));
    }

    /// <summary>
    /// The quantile, or null if fewer than <paramref name="minBeyond"/> samples lie beyond it
    /// (<see cref="NearestRank.SamplesBeyond"/>): what so few samples say of a tail is chance.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">p is not within 0 to 1, or minBeyond is negative.</exception>
    public long? QuantileOrNull(double p, long minBeyond = 10)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(minBeyond);
        var isGiven = NearestRank.SamplesBeyond(p, Count) >= minBeyond && !IsEmpty;
        return isGiven ? Quantile(p) : null;
    }

    /// <summary>As <see cref="QuantileOrNull"/>.</summary>
    public bool TryQuantile(double p, out long value, long minBeyond = 10)
    {
        var quantile = QuantileOrNull(p, minBeyond);
        value = quantile.GetValueOrDefault();
        return quantile.HasValue;
    }

    /// <summary>
    /// Points of the cumulative distribution for a chart, at most <paramref name="maxPoints"/>, always with the lowest
    /// and the highest bin. Half of what is kept is spread evenly over the samples and half over the bins, so that
    /// neither the bulk nor the tail loses its shape.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 2 points are asked for.</exception>
    public IReadOnlyList<CdfPoint> Cdf(int maxPoints)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxPoints, 2);
        var kept = bins.Length <= maxPoints ? Enumerable.Range(0, bins.Length) : Thin(maxPoints);
        return [.. kept.Select(i => new CdfPoint(bins[i].Value, (double)cumulative[i] / Count))];
    }

    /// <inheritdoc/>
    public bool Equals(Histogram? other) =>
        other is not null && bins.AsSpan().SequenceEqual(other.bins);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Histogram);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Count, bins.Length, Min, Max);

    private SortedSet<int> Thin(int maxPoints)
    {
        var last = bins.Length - 1;
        var kept = new SortedSet<int> { 0, last };
        var bySample = (maxPoints - 2) / 2;
        for (var i = 1; i <= bySample; i++)
        {
            kept.Add(IndexAtRank(NearestRank.OfQuantile((double)i / (bySample + 1), Count)));
        }
        var byBin = maxPoints - kept.Count;
        for (var i = 1; i <= byBin; i++)
        {
            kept.Add((int)((long)last * i / (byBin + 1)));
        }
        return kept;
    }

    private long ValueAtRank(long rank) => bins[IndexAtRank(rank)].Value;

    private int IndexAtRank(long rank)
    {
        var found = Array.BinarySearch(cumulative, rank);
        return found >= 0 ? found : ~found;
    }

    private void ThrowIfEmpty()
    {
        if (IsEmpty)
        {
            throw new InvalidOperationException("An empty histogram has no quantiles.");
        }
    }
}
