using System.Runtime.Intrinsics.X86;
using Bench.Hub.Hashing.Lanes;

namespace Bench.Hub.Tests.Hashing;

/// <summary>The numbers of lanes that this processor can hash with.</summary>
public sealed class Widths
{
    public static IReadOnlyList<int> All { get; } =
    [.. ((int[])[1, 4, 8, 16]).Where(lanes => lanes <= Compression.MostLanes)];

    [Test]
    public void One_and_four_lanes_are_always_tested_and_more_where_the_processor_has_them()
    {
        All.Take(2).ShouldBe([1, 4]);
        All.Contains(8).ShouldBe(Avx2.IsSupported);
        All.Contains(16).ShouldBe(Avx512F.IsSupported);
    }
}
