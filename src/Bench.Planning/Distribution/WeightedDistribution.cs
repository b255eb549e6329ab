using Bench.Model.Runs;

namespace Bench.Planning.Distribution;

/// <summary>
/// Equal estimated time: the longest test case first, onto the VM with the least to do. The busiest VM then has at most
/// 4/3 − 1/(3m) times what the best distribution over m VMs would give it (R. L. Graham, "Bounds on multiprocessing
/// timing anomalies", 1969). Configs and iterations multiply all estimates alike, so they do not matter here.
/// </summary>
public sealed class WeightedDistribution : IDistributionStrategy
{
    public DistributionMode Mode => DistributionMode.Weighted;

    public IReadOnlyList<IReadOnlyList<TestCaseSpec>> Assign(DistributionTask task)
    {
        var known = task
            .TestCases.Where(t => t.EstimatedSeconds is not null)
            .Select(t => t.EstimatedSeconds!.Value)
            .ToList();
        var unknown = known.Count == 0 ? 1 : known.Average();
        double Seconds(TestCaseSpec test) => test.EstimatedSeconds ?? unknown;
        return LeastLoaded.Assign(
            task,
            tests => tests.OrderByDescending(Seconds).ThenBy(t => t.Ordinal),
            Seconds
        );
    }
}
