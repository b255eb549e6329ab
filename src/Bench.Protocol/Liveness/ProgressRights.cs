using Bench.Model.Progress;
using Bench.Protocol.Decisions;

namespace Bench.Protocol.Liveness;

/// <summary>What a worker's progress says in the light of the decisions.</summary>
public static class ProgressRights
{
    /// <summary>Whether it is of a worker that claimed after the VM's last fence was asked for.</summary>
    public static bool IsCurrent(RunState state, WorkerProgress progress) =>
        !state.Fences.TryGetValue(progress.Vm, out var fenced)
        || (progress.LastDecision ?? 0) > fenced;

    /// <summary>Whether its worker says that all that was granted to the VM up to now has a result.</summary>
    public static bool IsDone(RunState state, WorkerProgress progress) =>
        progress.State is WorkerState.Idle or WorkerState.Ended
        && (progress.LastDecision ?? 0) >= state.LastChangeOf(progress.Vm)
        && progress.EntriesOk + progress.EntriesFailed >= progress.EntriesTotal;
}
