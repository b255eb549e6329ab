using System.Runtime.InteropServices;
using Bench.Model.Progress;
using Bench.Protocol.Decisions;
using Bench.Protocol.Liveness;

namespace Bench.Coordinator.Views;

/// <summary>
/// How much of the matrix is done, counted once whatever was tried how often: of a VM what its present worker tells,
/// less the attempts that a later one follows, and what a fenced VM had finished and nobody does again.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Tally(int Entries, int Iterations)
{
    public static Tally Of(RunView view)
    {
        var (entries, iterations) = (0, 0);
        if (view.State is not { } state)
        {
            foreach (var progress in view.Progress.Values)
            {
                entries += progress.EntriesOk + progress.EntriesFailed;
                iterations += progress.IterationsOk + progress.IterationsFailed;
            }
            return new Tally(entries, iterations);
        }
        var planned = view.Config.Options.Iterations;
        foreach (var vm in view.Config.Vms)
        {
            var progress = Current(state, view.Progress.GetValueOrDefault(vm.Name));
            var repeated = state.ActiveAttemptsOf(vm.Name).Count(a => !IsLast(state, a));
            var kept = state.Fences.ContainsKey(vm.Name)
                ? state
                    .AttemptsOf(vm.Name)
                    .Count(attempt =>
                        !state.IsActive(attempt)
                        && IsLast(state, attempt)
                        && !view.Orphaned.Contains(attempt.MatrixId)
                    )
                : 0;
            var told = progress is null ? 0 : progress.EntriesOk + progress.EntriesFailed;
            var toldIterations = progress is null
                ? 0
                : progress.IterationsOk + progress.IterationsFailed;
            entries += kept + Math.Max(0, told - repeated);
            iterations += (kept * planned) + Math.Max(0, toldIterations - (repeated * planned));
        }
        return new Tally(
            Math.Min(entries, view.IterationsTotal / planned),
            Math.Min(iterations, view.IterationsTotal)
        );
    }

    private static WorkerProgress? Current(RunState state, WorkerProgress? progress) =>
        progress is not null && ProgressRights.IsCurrent(state, progress) ? progress : null;

    private static bool IsLast(RunState state, Attempt attempt) =>
        state.Attempts[attempt.MatrixId][^1].Number == attempt.Number;
}
