using Bench.Host.Processes;
using Bench.Model.Progress;
using Bench.Mounts.Fuse;
using Bench.Worker.Heartbeats;

namespace Bench.Worker.Stopping;

/// <summary>What a worker that is told to stop has running and mounted, and what became of that.</summary>
internal sealed class StopAccount(WorkerRequest request, OwnerMark owner, string workspace)
{
    private int _children;
    private int _mounts;

    /// <summary>Counts, before anything is ended.</summary>
    public void Count()
    {
        try
        {
            _children = OwnedProcesses.Find(mark => mark == owner).Count;
            _mounts = FuseLeftovers.PointsBelow(workspace).Count;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is for people; that it cannot be counted must not keep a worker from stopping.
            request.Log.Write($"what runs could not be counted: {e.Message}");
        }
    }

    /// <summary>Ends what the iteration has left, if anything, and says what was ended and what is left.</summary>
    public async Task<StopAcknowledgement> CloseAsync(StopReason reason)
    {
        var children = await OwnedProcesses.EndAsync(mark => mark == owner, request.Time);
        var mounts = await FuseLeftovers.EndAsync(workspace, request.Processes, request.Time);
        List<string> left =
        [
            .. children.Remaining.Select(process =>
                $"process {process.Identity.Pid} cannot be ended"
            ),
            .. mounts.Left.Select(mount => $"{mount.Point} stays mounted: {mount.Reason}"),
        ];
        return new StopAcknowledgement(
            StopReasons.Describe(reason),
            Math.Max(0, _children - children.Remaining.Count),
            Math.Max(0, _mounts - FuseLeftovers.PointsBelow(workspace).Count),
            left
        );
    }
}
