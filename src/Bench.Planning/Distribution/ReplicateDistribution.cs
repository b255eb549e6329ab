using Bench.Model.Runs;

namespace Bench.Planning.Distribution;

/// <summary>Every VM runs every test case that its class allows, for the throughput of many VMs at once.</summary>
public sealed class ReplicateDistribution : IDistributionStrategy
{
    public DistributionMode Mode => DistributionMode.Replicate;

    public IReadOnlyList<IReadOnlyList<TestCaseSpec>> Assign(DistributionTask task)
    {
        var shares = task.EmptyShares();
        foreach (var group in task.Groups())
        {
            foreach (var vm in group.Vms)
            {
                shares[vm].AddRange(group.TestCases);
            }
        }
        return shares;
    }
}
