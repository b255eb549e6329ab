using Bench.Hub.Making;

namespace Bench.Hub.Tests.Making;

public sealed class SizeDistributionTests
{
    [TestCase("512", 512, 512)]
    [TestCase("16k", 16 << 10, 16 << 10)]
    [TestCase("1k-16K", 1 << 10, 16 << 10)]
    [TestCase("0-1m", 0, 1 << 20)]
    public void A_text_is_read(string text, long smallest, long largest) =>
        SizeDistribution
            .TryParse(text, SizeShape.Uniform)
            .ShouldBe(new SizeDistribution(smallest, largest, SizeShape.Uniform));

    [TestCase("")]
    [TestCase("k")]
    [TestCase("-1")]
    [TestCase("16k-1k")]
    [TestCase("1k-2k-3k")]
    [TestCase("1x")]
    [TestCase("99999999999g")]
    public void What_is_no_size_is_refused(string text) =>
        SizeDistribution.TryParse(text, SizeShape.Uniform).ShouldBeNull();

    [FsCheck.NUnit.Property]
    public bool Every_place_is_within_the_bounds(ushort a, ushort b, ushort place, bool log)
    {
        var (smallest, largest) = (Math.Min(a, b), Math.Max(a, b));
        var sizes = new SizeDistribution(
            smallest,
            largest,
            log ? SizeShape.LogUniform : SizeShape.Uniform
        );
        var size = sizes.At(place / 65536.0);
        return size >= smallest && size <= largest;
    }

    [Test]
    public void Half_of_a_log_uniform_distribution_is_below_the_geometric_middle()
    {
        var sizes = new SizeDistribution(1, 1 << 20, SizeShape.LogUniform);
        ((double)sizes.At(0.5)).ShouldBe(1 << 10, 2);
    }
}
