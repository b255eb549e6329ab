using Bench.Hub.Packing;
using FsCheck;

namespace Bench.Hub.Tests.Packing;

public sealed class BinPackingTests
{
    [FsCheck.NUnit.Property(MaxTest = 300)]
    public void Everything_is_in_one_bin_and_no_bin_overflows(PositiveInt[] lengths)
    {
        const long capacity = 1000;
        List<long> sizes = [.. lengths.Select(length => (long)(length.Get * 37 % 900) + 1)];
        var bins = BinPacking.Of(sizes, capacity);
        bins.SelectMany(bin => bin).Order().ShouldBe(Enumerable.Range(0, sizes.Count));
        bins.ShouldAllBe(bin => bin.Sum(i => sizes[i]) <= capacity);
        // Greedy: at the most one bin is not more than half full.
        bins.Count(bin => bin.Sum(i => sizes[i]) * 2 <= capacity).ShouldBeLessThanOrEqualTo(1);
        BinPacking.Of(sizes, capacity).ShouldBe(bins);
    }

    [Test]
    public void What_is_larger_than_a_bin_has_one_of_its_own() =>
        BinPacking
            .Of([5, 20, 5], 10)
            .ShouldBe([
                [1],
                [0, 2],
            ]);
}
