using Bench.Model.Runs;

namespace Bench.Planning.Distribution;

/// <summary>What is to be spread, over what.</summary>
public sealed record DistributionTask(
    IReadOnlyList<TestCaseSpec> TestCases,
    IReadOnlyList<VmSpec> Vms
)
{
    /// <summary>
    /// Test cases that may run on the same VMs. Those that may run anywhere come last, so that they can fill up what the
    /// classes leave uneven.
    /// </summary>
    /// <exception cref="DistributionException">A group has no VM.</exception>
    public IReadOnlyList<DistributionGroup> Groups()
    {
        var byClass = TestCases.ToLookup(t => t.VmClass, StringComparer.Ordinal);
        return
        [
            .. byClass
                .OrderBy(tests => tests.Key is null)
                .Select(tests => new DistributionGroup([.. tests], VmsOf(tests.Key))),
        ];
    }

    public List<TestCaseSpec>[] EmptyShares() => [.. Vms.Select(_ => new List<TestCaseSpec>())];

    private IReadOnlyList<int> VmsOf(string? vmClass)
    {
        int[] vms =
        [
            .. Enumerable
                .Range(0, Vms.Count)
                .Where(i =>
                    vmClass is null
                    || string.Equals(Vms[i].VmClass, vmClass, StringComparison.Ordinal)
                ),
        ];
        return vms.Length > 0
            ? vms
            : throw new DistributionException(
                vmClass is null ? "There is no VM." : $"The class '{vmClass}' has no VM."
            );
    }
}

/// <param name="TestCases">In the order of the CSV.</param>
/// <param name="Vms">Places of the VMs that may run them, ascending.</param>
public sealed record DistributionGroup(
    IReadOnlyList<TestCaseSpec> TestCases,
    IReadOnlyList<int> Vms
);
