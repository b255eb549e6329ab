using Bench.Mounts;
using Bench.Workloads;

namespace Bench.Worker.Iterations;

/// <summary>
/// What dead workers of this run and VM left in data that must be mounted first: it is removed through the first mount
/// that an iteration makes.
/// </summary>
public sealed class LeftoverData(bool pending)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);
    private bool _pending = pending;

    internal async Task RemoveAsync(
        IWorkload workload,
        IMounted mounted,
        HangGuard guard,
        string run,
        string vm
    )
    {
        if (!_pending)
        {
            return;
        }
        await guard.CleanUpAsync(() => workload.CleanUpAfter(mounted.Path, run, vm), Limit);
        _pending = false;
    }
}
