using Bench.Model.Runs;

namespace Bench.Planning.Distribution;

/// <summary>Gives each test case to the VM that has the least so far; among equals to the first.</summary>
internal static class LeastLoaded
{
    /// <param name="task">What to spread.</param>
    /// <param name="order">The order in which a group's test cases are given out.</param>
    /// <param name="load">What one test case adds.</param>
    public static IReadOnlyList<IReadOnlyList<TestCaseSpec>> Assign(
        DistributionTask task,
        Func<IReadOnlyList<TestCaseSpec>, IEnumerable<TestCaseSpec>> order,
        Func<TestCaseSpec, double> load
    )
    {
        var shares = task.EmptyShares();
        var loads = new double[task.Vms.Count];
        foreach (var group in task.Groups())
        {
            var queue = new PriorityQueue<int, (double Load, int Vm)>(
                group.Vms.Select(vm => (vm, (loads[vm], vm)))
            );
            foreach (var test in order(group.TestCases))
            {
                var vm = queue.Dequeue();
                shares[vm].Add(test);
                loads[vm] += load(test);
                queue.Enqueue(vm, (loads[vm], vm));
            }
        }
        return shares;
    }
}
