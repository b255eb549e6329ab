using Bench.Statistics.Histograms;

namespace Bench.Statistics.Tests.Histograms;

internal sealed class HistogramTests
{
    [Test]
    public void An_empty_histogram_has_nothing_and_gives_no_quantile()
    {
        var empty = Histogram.FromBins([]);

        empty.ShouldBe(Histogram.Empty);
        empty.IsEmpty.ShouldBeTrue();
        (empty.Count, empty.Min, empty.Max).ShouldBe((0L, null, null));
        empty.Cdf(10).ShouldBeEmpty();
        empty.QuantileOrNull(0.5, minBeyond: 0).ShouldBeNull();
        Should.Throw<InvalidOperationException>(() => empty.Quantile(0.5));
        Should.Throw<InvalidOperationException>(() => empty.Percentile(50));
    }

    [Test]
    public void A_single_value_is_every_quantile()
    {
        var one = Histogram.FromSamples([5000]);

        var value = one.Min!.Value;
        foreach (var p in (double[])[0, 0.5, 0.99, 1])
        {
            one.Quantile(p).ShouldBe(value);
        }
        one.Cdf(2).ShouldBe([new CdfPoint(value, 1)]);
        one.QuantileOrNull(0.5).ShouldBeNull();
        one.QuantileOrNull(0.5, minBeyond: 0).ShouldBe(value);
    }

    [Test]
    public void Quantiles_0_and_1_are_the_outermost_bins_even_without_the_zero_bin()
    {
        var histogram = Histogram.FromBins([new(300, 1), new(100, 5), new(200, 0)]);

        histogram.Quantile(0).ShouldBe(100);
        histogram.Quantile(1).ShouldBe(300);
        histogram.Bins.ShouldBe([new HistogramBin(100, 5), new HistogramBin(300, 1)]);
    }

    [Test]
    public void A_quantile_on_the_edge_between_two_bins_belongs_to_the_lower()
    {
        var histogram = Histogram.FromBins([new(100, 99), new(200, 1)]);

        histogram.Quantile(0.99).ShouldBe(100);
        histogram.Quantile(0.991).ShouldBe(200);
    }

    [Test]
    public void Huge_counts_neither_overflow_nor_lose_a_sample()
    {
        var half = long.MaxValue / 2;
        var histogram = Histogram.FromBins([new(10, half), new(20, half), new(1_000_003, 1)]);

        histogram.Count.ShouldBe(long.MaxValue);
        histogram.Quantile(0.25).ShouldBe(10);
        histogram.Quantile(0.75).ShouldBe(20);
        histogram.Quantile(1).ShouldBe(1_000_003);
        histogram.Cdf(10)[^1].Fraction.ShouldBe(1);
    }

    [Test]
    public void More_samples_than_can_be_counted_are_refused_and_leave_the_builder_as_it_was()
    {
        var builder = new HistogramBuilder();
        builder.Add(10, long.MaxValue);
        var before = builder.Build();

        Should.Throw<OverflowException>(() => builder.Add(20, 1));
        Should.Throw<OverflowException>(() => builder.AddSample(20));
        Should.Throw<OverflowException>(() => builder.Add(before));

        builder.Count.ShouldBe(long.MaxValue);
        builder.Build().ShouldBe(before);
    }

    [Test]
    public void Negative_values_and_counts_are_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => Histogram.FromBins([new(-1, 1)]));
        Should.Throw<ArgumentOutOfRangeException>(() => Histogram.FromBins([new(1, -1)]));
        Should.Throw<ArgumentOutOfRangeException>(() => Histogram.FromSamples([-1]));
    }

    [TestCase(999, false)]
    [TestCase(1000, true)]
    public void A_quantile_needs_ten_samples_beyond_it(int count, bool isGiven)
    {
        var histogram = Histogram.FromSamples(
            Enumerable.Range(1, count).Select(value => (long)value)
        );

        histogram.TryQuantile(0.99, out var value).ShouldBe(isGiven);
        value.ShouldBe(isGiven ? histogram.Quantile(0.99) : 0);
        histogram.QuantileOrNull(0.99).HasValue.ShouldBe(isGiven);
        histogram.QuantileOrNull(0.5).HasValue.ShouldBeTrue();
        Should.Throw<ArgumentOutOfRangeException>(() =>
            histogram.QuantileOrNull(0.5, minBeyond: -1)
        );
    }

    [Test]
    public void A_built_histogram_does_not_change_with_its_builder()
    {
        var builder = new HistogramBuilder();
        builder.Add(10, 1);
        var before = builder.Build();

        builder.Add(10, 5);
        builder.Add(1_000_003, 5);
        var after = builder.Build();
        builder.Clear();

        before.ShouldBe(Histogram.FromBins([new(10, 1)]));
        after.ShouldBe(Histogram.FromBins([new(1_000_003, 5), new(10, 6)]));
        builder.Build().ShouldBe(Histogram.Empty);
    }

    [Test]
    public void Merging_many_histograms_allocates_no_memory_for_each()
    {
        var part = Histogram.FromBins(
            Enumerable
                .Range(0, 1500)
                .Select(index => KeyValuePair.Create(FioBins.ValueOf(index), 1L))
        );
        var builder = new HistogramBuilder();
        builder.Add(part);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 1000; i++)
        {
            builder.Add(part);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(200_000);
        builder.Count.ShouldBe(1001 * 1500);
    }
}
