using Bench.Model.Runs;

namespace Bench.Planning.Distribution;

/// <summary>Turns shares of test cases into shares of the matrix.</summary>
public static class Distributor
{
    private static readonly IReadOnlyList<IDistributionStrategy> Strategies =
    [
        new EvenDistribution(),
        new WeightedDistribution(),
        new ContiguousDistribution(),
        new ReplicateDistribution(),
    ];

    public static IDistributionStrategy For(DistributionMode mode) =>
        Strategies.FirstOrDefault(s => s.Mode == mode)
        ?? throw new ArgumentOutOfRangeException(nameof(mode), mode, "There is no such strategy.");

    /// <summary>
    /// Matrix ids for each VM: test cases in the order of the CSV, each with all its configs. A VM without test cases
    /// has an empty share.
    /// </summary>
    /// <exception cref="DistributionException">A class has no VM.</exception>
    public static IReadOnlyList<VmShare> Shares(
        DistributionMode mode,
        DistributionTask task,
        int configs
    )
    {
        var assigned = For(mode).Assign(task);
        return
        [
            .. task.Vms.Select(
                (vm, i) =>
                    new VmShare
                    {
                        Vm = vm.Name,
                        Entries = Entries(assigned[i], task.TestCases.Count, configs),
                    }
            ),
        ];
    }

    private static int[] Entries(IReadOnlyList<TestCaseSpec> share, int testCases, int configs)
    {
        var entries = new int[share.Count * configs];
        var next = 0;
        foreach (var test in share.OrderBy(t => t.Ordinal))
        {
            for (var config = 0; config < configs; config++)
            {
                entries[next++] = (config * testCases) + test.Ordinal;
            }
        }
        return entries;
    }
}
