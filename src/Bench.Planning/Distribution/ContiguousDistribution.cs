using Bench.Model.Runs;

namespace Bench.Planning.Distribution;

/// <summary>Consecutive test cases stay together; the first VMs have one more where the numbers do not divide.</summary>
public sealed class ContiguousDistribution : IDistributionStrategy
{
    public DistributionMode Mode => DistributionMode.Contiguous;

    public IReadOnlyList<IReadOnlyList<TestCaseSpec>> Assign(DistributionTask task)
    {
        var shares = task.EmptyShares();
        foreach (var group in task.Groups())
        {
            var (each, more) = Math.DivRem(group.TestCases.Count, group.Vms.Count);
            var next = 0;
            for (var i = 0; i < group.Vms.Count; i++)
            {
                var count = each + (i < more ? 1 : 0);
                shares[group.Vms[i]].AddRange(group.TestCases.Skip(next).Take(count));
                next += count;
            }
        }
        return shares;
    }
}
