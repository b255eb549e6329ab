using Bench.Statistics.Histograms;
using FsCheck;

namespace Bench.Statistics.Tests.Histograms;

internal sealed class CdfTests
{
    [Test]
    public void Without_thinning_every_bin_is_a_point()
    {
        var histogram = Histogram.FromBins([new(10, 1), new(20, 2), new(30, 1)]);

        histogram.Cdf(3).ShouldBe([new(10, 0.25), new(20, 0.75), new(30, 1)]);
    }

    [FsCheck.NUnit.Property]
    public bool Thinned_points_are_few_ascending_on_the_curve_and_keep_both_ends(
        int seed,
        PositiveInt size
    )
    {
        var maxPoints = size.Get + 1;
        var random = new Random(seed);
        var histogram = Histogram.FromSamples(
            Enumerable.Range(0, 500).Select(_ => (long)Math.Exp(5 + (15 * random.NextDouble())))
        );
        var points = histogram.Cdf(maxPoints);
        var all = histogram.Cdf(int.MaxValue);
        return points.Count <= maxPoints
            && points.Count >= Math.Min(maxPoints / 2, all.Count)
            && points[0] == all[0]
            && points[^1] == all[^1]
            && points.Zip(points.Skip(1)).All(pair => pair.First.Value < pair.Second.Value)
            && points.All(all.Contains);
    }

    [Test]
    public void A_thin_tail_far_away_keeps_its_points()
    {
        var bulk = Enumerable.Range(0, 200).Select(i => KeyValuePair.Create(100_000L + i, 10_000L));
        var tail = Enumerable
            .Range(0, 200)
            .Select(i => KeyValuePair.Create(9_000_000L + (i * 1000), 1L));
        var histogram = Histogram.FromBins([.. bulk, .. tail]);

        var points = histogram.Cdf(40);

        points.Count(point => point.Value >= 9_000_000).ShouldBeGreaterThan(5);
        points.Count(point => point.Value < 9_000_000).ShouldBeGreaterThan(20);
    }

    [Test]
    public void Fewer_than_two_points_are_refused() =>
        Should.Throw<ArgumentOutOfRangeException>(() => Histogram.Empty.Cdf(1));
}
