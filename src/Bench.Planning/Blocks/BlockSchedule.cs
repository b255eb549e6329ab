using System.Runtime.InteropServices;
using Bench.Model.Runs;

namespace Bench.Planning.Blocks;

/// <summary>
/// One iteration of one entry. Iteration n of an entry is measured in block n of its test case; blocks before the first
/// are not measured.
/// </summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ScheduledIteration(int MatrixId, int Iteration, int Block)
{
    public bool IsWarmUp => Block < 1;
}

/// <summary>
/// The order in which a VM measures. Each test case runs in blocks; a block runs every config once, in a seeded random
/// order, and every second block reverses the one before, so that a drift over time weighs on all configs alike.
/// </summary>
public static class BlockSchedule
{
    /// <summary>The order of the configs in one block; it depends on nothing but the arguments.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="testOrdinal">From 1.</param>
    /// <param name="configIds">In any order; the result is the same.</param>
    /// <param name="block">From 1.</param>
    public static IReadOnlyList<int> Order(
        long seed,
        int testOrdinal,
        IEnumerable<int> configIds,
        int block
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(block, 1);
        int[] order = [.. configIds.Order()];
        var pair = (block - 1) / 2;
        var random = new SplitMix64(
            SplitMix64.Mix(SplitMix64.Mix(unchecked((ulong)seed)) + (uint)testOrdinal) + (uint)pair
        );
        for (var i = order.Length - 1; i > 0; i--)
        {
            var other = random.NextBelow(i + 1);
            (order[i], order[other]) = (order[other], order[i]);
        }
        if (block % 2 == 0)
        {
            Array.Reverse(order);
        }
        return order;
    }

    /// <summary>Blocks 1 to <paramref name="iterations"/> of one test case.</summary>
    public static IEnumerable<IReadOnlyList<int>> Blocks(
        long seed,
        int testOrdinal,
        IReadOnlyList<int> configIds,
        int iterations
    ) =>
        Enumerable.Range(1, iterations).Select(block => Order(seed, testOrdinal, configIds, block));

    /// <summary>All that a spec asks for, in order: its test cases as they stand there, each with its blocks.</summary>
    public static IEnumerable<ScheduledIteration> For(JobSpec spec) =>
        For(spec.Seed, spec.Iterations, spec.TestEntries, spec.Options.WarmUpBlocks);

    /// <summary>The same for any entries, such as those of a grant.</summary>
    public static IEnumerable<ScheduledIteration> For(
        long seed,
        int iterations,
        IEnumerable<MatrixEntry> entries,
        int warmUpBlocks
    ) =>
        from test in entries.GroupBy(e => e.TestOrdinal)
        let matrixIds = test.ToDictionary(e => e.ConfigId, e => e.MatrixId)
        from block in Enumerable.Range(1 - warmUpBlocks, iterations + warmUpBlocks)
        from config in Order(seed, test.Key, matrixIds.Keys, Math.Max(1, block))
        select new ScheduledIteration(matrixIds[config], block, block);
}
