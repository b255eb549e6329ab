using Bench.Statistics.Histograms;

namespace Bench.Statistics.Tests.Histograms;

internal sealed class HistogramMergeTests
{
    [FsCheck.NUnit.Property]
    public bool Merge_is_commutative(int[] a, int[] b) =>
        Histogram.Merge(Of(a), Of(b)).Equals(Histogram.Merge(Of(b), Of(a)));

    [FsCheck.NUnit.Property]
    public bool Merge_is_associative(int[] a, int[] b, int[] c)
    {
        var leftFirst = Histogram.Merge(Histogram.Merge(Of(a), Of(b)), Of(c));
        var rightFirst = Histogram.Merge(Of(a), Histogram.Merge(Of(b), Of(c)));
        return leftFirst.Equals(rightFirst);
    }

    [FsCheck.NUnit.Property]
    public bool The_empty_histogram_is_neutral(int[] a) =>
        Histogram.Merge(Of(a), Histogram.Empty).Equals(Of(a));

    [FsCheck.NUnit.Property]
    public bool Merge_equals_the_pooled_samples(int[][] parts)
    {
        var pooled = Of([.. parts.SelectMany(part => part)]);
        return Histogram.Merge(parts.Select(Of)).Equals(pooled);
    }

    [FsCheck.NUnit.Property]
    public bool Merge_equals_the_pooled_values_also_where_they_are_not_fios_bins(int[][] parts)
    {
        var pooled = OfExact([.. parts.SelectMany(part => part)]);
        return Histogram.Merge(parts.Select(OfExact)).Equals(pooled);
    }

    [FsCheck.NUnit.Property]
    public bool A_quantile_of_a_merge_is_the_sample_of_that_rank_among_all(
        int[][] parts,
        ushort quantile
    )
    {
        var sorted = parts.SelectMany(part => part).Select(ToValue).Order().ToArray();
        if (sorted.Length == 0)
        {
            return Histogram.Merge(parts.Select(OfExact)).IsEmpty;
        }
        var p = quantile / 65535.0;
        var rank = NearestRank.OfQuantile(p, sorted.Length);
        return Histogram.Merge(parts.Select(OfExact)).Quantile(p) == sorted[rank - 1];
    }

    [FsCheck.NUnit.Property]
    public bool Builders_merge_as_histograms_do(int[] a, int[] b)
    {
        var builder = BuilderOf(a);
        builder.Add(BuilderOf(b));
        return builder.Build().Equals(Histogram.Merge(Of(a), Of(b)));
    }

    /// <summary>Regression test <c>merge-percentile</c>: quantiles of several VMs must never be averaged.</summary>
    [Test]
    public void Merge_percentile_of_a_90_10_mix_is_that_of_the_pooled_samples()
    {
        var fast = Enumerable.Range(0, 9000).Select(i => 100_000L + (i % 100 * 100)).ToArray();
        var slow = Enumerable.Range(0, 1000).Select(i => 10_000_000L + (i * 10_000L)).ToArray();
        var (fastVm, slowVm) = (Histogram.FromSamples(fast), Histogram.FromSamples(slow));

        var p99 = Histogram.Merge(fastVm, slowVm).Quantile(0.99);

        long[] pooled = [.. fast.Concat(slow).Order()];
        var exact = pooled[9900 - 1];
        p99.ShouldBe(FioBins.ValueOf(FioBins.IndexOf(exact)));
        var average = (fastVm.Quantile(0.99) + slowVm.Quantile(0.99)) / 2.0;
        average.ShouldBeLessThan(p99 * 0.6);
    }

    private static Histogram Of(int[] seeds) => BuilderOf(seeds).Build();

    private static HistogramBuilder BuilderOf(int[] seeds)
    {
        var builder = new HistogramBuilder();
        foreach (var seed in seeds)
        {
            builder.AddSample(ToValue(seed));
        }
        return builder;
    }

    private static Histogram OfExact(int[] seeds) =>
        Histogram.FromBins(seeds.Select(seed => KeyValuePair.Create(ToValue(seed), 1L)));

    // Spreads the small numbers of a generator over the whole range of latencies.
    private static long ToValue(int seed) => (long)Math.Abs((double)seed * seed * 37_001);
}
