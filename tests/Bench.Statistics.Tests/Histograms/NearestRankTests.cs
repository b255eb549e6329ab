using Bench.Statistics.Histograms;

namespace Bench.Statistics.Tests.Histograms;

internal sealed class NearestRankTests
{
    /// <summary>The file holds ⌈percent × count / 100⌉ in rational arithmetic, percent being the exact double.</summary>
    [Test]
    public void Rank_equals_that_of_rational_arithmetic()
    {
        var rows = TestFiles.Rows("exact-ranks.csv").ToArray();

        rows.Length.ShouldBeGreaterThan(500);
        foreach (var row in rows)
        {
            var rank = NearestRank.OfPercent(TestFiles.Double(row[0]), TestFiles.Long(row[1]));
            rank.ShouldBe(TestFiles.Long(row[2]), string.Join(',', row));
        }
    }

    [Test]
    public void A_fraction_means_the_percentile_of_the_same_digits(
        [Values(0.01, 0.3, 0.5, 0.6, 0.9, 0.95, 0.99, 0.995, 0.999, 0.9995, 0.9999)] double p,
        [Values(1, 50, 100, 1000, 10_000, 123_457)] long count
    )
    {
        var percent = double.Parse((((decimal)p) * 100).ToString(), null);

        NearestRank.OfQuantile(p, count).ShouldBe(NearestRank.OfPercent(percent, count));
    }

    [TestCase(0.99, 100, 99)]
    [TestCase(0.99, 1000, 990)]
    [TestCase(0.99, 101, 100)]
    [TestCase(0.5, 1, 1)]
    [TestCase(0.5, 2, 1)]
    [TestCase(0.5, 3, 2)]
    [TestCase(0, 1000, 1)]
    [TestCase(1, 1000, 1000)]
    [TestCase(1, long.MaxValue, long.MaxValue)]
    [TestCase(1e-300, long.MaxValue, 1)]
    public void Rank_of_known_cases(double p, long count, long rank) =>
        NearestRank.OfQuantile(p, count).ShouldBe(rank);

    [FsCheck.NUnit.Property]
    public bool Rank_grows_with_p_and_stays_within_the_samples(ushort a, ushort b, uint count)
    {
        var n = count + 1L;
        var (low, high) = (Math.Min(a, b) / 65535.0, Math.Max(a, b) / 65535.0);
        var (lowRank, highRank) = (NearestRank.OfQuantile(low, n), NearestRank.OfQuantile(high, n));
        return lowRank >= 1 && lowRank <= highRank && highRank <= n;
    }

    [TestCase(0.99, 1000, 10)]
    [TestCase(0.99, 999, 9)]
    [TestCase(0.999, 10_000, 10)]
    [TestCase(0.01, 1000, 10)]
    [TestCase(0.5, 20, 10)]
    [TestCase(0.5, 19, 9)]
    [TestCase(0, 1000, 0)]
    [TestCase(1, 1000, 0)]
    [TestCase(0.5, 0, 0)]
    [TestCase(0.5, long.MaxValue, long.MaxValue / 2)]
    public void Samples_beyond_are_counted_towards_the_nearer_end(
        double p,
        long count,
        long beyond
    ) => NearestRank.SamplesBeyond(p, count).ShouldBe(beyond);

    [TestCase(-0.1)]
    [TestCase(1.000001)]
    [TestCase(double.NaN)]
    public void What_is_no_quantile_is_refused(double p)
    {
        Should.Throw<ArgumentOutOfRangeException>(() => NearestRank.OfQuantile(p, 10));
        Should.Throw<ArgumentOutOfRangeException>(() => NearestRank.SamplesBeyond(p, 10));
        Should.Throw<ArgumentOutOfRangeException>(() => NearestRank.OfPercent(p * 100, 10));
        Should.Throw<ArgumentOutOfRangeException>(() => NearestRank.OfQuantile(0.5, 0));
    }
}
