using Bench.Host.Locks;
using Bench.Host.Processes;
using Bench.Mounts.Fuse;
using Bench.Worker.Iterations;
using Bench.Worker.Stopping;

namespace Bench.Worker.Hosts;

/// <summary>This machine.</summary>
internal sealed class LocalHost(WorkerRequest request) : IWorkerHost
{
    public IWorkerLock? TryLock(string ownerRun, string vm) =>
        HostFileLock.TryAcquire(request.Folders.ClaimLock(ownerRun, vm)) is { } held
            ? new LocalLock(held)
            : null;

    /// <summary>A dead worker's children may still run, and would measure beside ours.</summary>
    public async Task EndPredecessorsAsync(OwnerMark owner)
    {
        if (owner.Epoch == 1)
        {
            return;
        }
        var ended = await OwnedProcesses.EndAsync(mark => mark.IsBefore(owner), request.Time);
        foreach (var process in ended.Ended)
        {
            request.Log.Write(
                $"ended process {process.Identity.Pid} of epoch {process.Owner.Epoch}"
            );
        }
        foreach (var process in ended.Remaining)
        {
            request.Log.Write(
                $"process {process.Identity.Pid} of epoch {process.Owner.Epoch} cannot be ended"
            );
        }
        var mounts = await FuseLeftovers.EndAsync(
            request.Folders.WorkOf(owner.Run, owner.Vm),
            request.Processes,
            request.Time
        );
        foreach (var point in mounts.Ended)
        {
            request.Log.Write($"unmounted {point} of an earlier epoch");
        }
        foreach (var (point, reason) in mounts.Left)
        {
            request.Log.Write($"{point} stays mounted: {reason}");
        }
    }

    public async Task<IIterationRunner> PrepareAsync(IterationScope scope, CancellationToken cancel)
    {
        var workspace = request.Folders.WorkOf(scope.Owner.Run, scope.Owner.Vm);
        TellLeft(Folders.DeleteIfThere(workspace));
        var setup = new WorkerSetup(
            request,
            scope.Config,
            scope.Spec,
            scope.Claim,
            scope.Owner,
            scope.Counters
        );
        return await setup.RunnerAsync(workspace, cancel);
    }

    public IStopAccount AccountOf(OwnerMark owner) =>
        new StopAccount(request, owner, request.Folders.WorkOf(owner.Run, owner.Vm));

    public void Clear(OwnerMark owner)
    {
        try
        {
            TellLeft(Folders.DeleteIfThere(request.Folders.WorkOf(owner.Run, owner.Vm)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            request.Log.Write($"scratch space is left behind: {e.Message}");
        }
    }

    private void TellLeft(IReadOnlyList<string> mounts)
    {
        foreach (var point in mounts)
        {
            request.Log.Write($"{point} is a mount and was left as it is");
        }
    }
}
