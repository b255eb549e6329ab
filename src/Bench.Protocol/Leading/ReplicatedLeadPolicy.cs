using Bench.Model.Decisions;
using Bench.Protocol.Liveness;

namespace Bench.Protocol.Leading;

/// <summary>
/// What a leader decides of a run whose entries every VM runs: nothing is granted, as all have all. A lost VM is fenced,
/// so that nobody waits for it any more, but only where others go on without it.
/// </summary>
internal static class ReplicatedLeadPolicy
{
    public static IReadOnlyList<LeadAction> Decide(Situation situation)
    {
        var open = situation
            .Config.Distribution.Where(share => share.Entries.Count > 0)
            .Select(share => share.Vm)
            .Where(vm => !situation.State.IsFenced(vm) && !IsDone(situation, vm))
            .ToList();
        var lost = open.Where(situation.Lost.ContainsKey).ToList();
        if (lost.Count > 0 && IsAnybodyLeft(situation, lost))
        {
            return [.. lost.Select(vm => new LeadAction.Fence(vm, situation.Lost[vm]))];
        }
        if (lost.Count > 0)
        {
            return
            [
                new LeadAction.Wait(
                    $"no VM is left: {string.Join("; ", lost.Select(vm => $"{vm}: {situation.Lost[vm]}"))}"
                ),
            ];
        }
        return open.Count > 0 || situation.IsClosing ? []
            : situation.State.Fences.Count > 0 ? [new LeadAction.Seal(SealReason.WorkersLost)]
            : [new LeadAction.Seal(SealReason.Completed)];
    }

    private static bool IsDone(Situation situation, string vm) =>
        situation.Progress.TryGetValue(vm, out var progress)
        && ProgressRights.IsDone(situation.State, progress);

    /// <summary>Somebody goes on, or has come to its end.</summary>
    private static bool IsAnybodyLeft(Situation situation, List<string> lost) =>
        situation
            .Config.Distribution.Where(share => share.Entries.Count > 0)
            .Any(share => !lost.Contains(share.Vm) && !situation.State.IsFenced(share.Vm));
}
