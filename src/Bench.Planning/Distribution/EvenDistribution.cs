using Bench.Model.Runs;

namespace Bench.Planning.Distribution;

/// <summary>
/// Equal numbers of test cases: round robin in the order of the CSV. Where classes leave VMs with unequal numbers, test
/// cases without a class go to those with the fewest.
/// </summary>
public sealed class EvenDistribution : IDistributionStrategy
{
    public DistributionMode Mode => DistributionMode.Even;

    public IReadOnlyList<IReadOnlyList<TestCaseSpec>> Assign(DistributionTask task) =>
        LeastLoaded.Assign(task, tests => tests, _ => 1);
}
