using Bench.Coordinator.Views;
using Bench.Model.Claims;
using Bench.Model.Decisions;
using Bench.Model.Progress;
using Bench.Model.Sealing;

namespace Bench.Cli.Output;

/// <summary>What <c>bench status --json</c> and <c>bench watch --json</c> print.</summary>
internal sealed record StatusJson
{
    public required string Schema { get; init; }
    public required string BenchmarkId { get; init; }

    /// <summary><c>running</c>, <c>waiting</c>, <c>cancelling</c> or <c>sealed</c>.</summary>
    public required string State { get; init; }
    public SealReason? SealReason { get; init; }
    public required int EntriesTotal { get; init; }
    public required int EntriesDone { get; init; }
    public required int EntriesFailed { get; init; }
    public required int IterationsTotal { get; init; }
    public required int IterationsDone { get; init; }
    public required int IterationsFailed { get; init; }
    public double? EstimatedSecondsLeft { get; init; }

    /// <summary>Why the run cannot go on at the moment; absent while it can.</summary>
    public string? Waiting { get; init; }

    /// <summary>Entries of which a later attempt than the first was granted.</summary>
    public int EntriesTriedAgain { get; init; }

    /// <summary>Committed records that do not count; only of a sealed run.</summary>
    public int? Superseded { get; init; }

    /// <summary>Number of entries by status; only of a sealed run.</summary>
    public IReadOnlyDictionary<string, int>? Sealed { get; init; }
    public CoordinatorIdentity? Leader { get; init; }
    public required IReadOnlyList<StatusVm> Vms { get; init; }

    /// <summary>Records committed after the seal; they change no report.</summary>
    public required IReadOnlyList<string> Late { get; init; }

    public static StatusJson Of(RunView view) =>
        new()
        {
            Schema = "bench.status/1",
            BenchmarkId = view.Config.BenchmarkId,
            State = StateOf(view),
            SealReason = view.Seal?.Reason,
            EntriesTotal = view.Config.EntryCount,
            EntriesDone = view.EntriesDone,
            EntriesFailed = view.EntriesFailed,
            IterationsTotal = view.IterationsTotal,
            IterationsDone = view.IterationsDone,
            IterationsFailed = view.IterationsFailed,
            EstimatedSecondsLeft = view.EstimatedSecondsLeft,
            Waiting = view.Waiting,
            EntriesTriedAgain = TriedAgain(view),
            Superseded = view.Seal?.Superseded.Count,
            Sealed = view.Seal is { } seal ? Counts(seal) : null,
            Leader = view.Leader,
            Vms = [.. view.Config.Vms.Select(vm => StatusVm.Of(view, vm.Name))],
            Late = view.Late,
        };

    public static string StateOf(RunView view) =>
        view.Seal is not null ? "sealed"
        : view.Cancellation is not null ? "cancelling"
        : view.Waiting is not null ? "waiting"
        : "running";

    public static int TriedAgain(RunView view) =>
        view.State?.Attempts.Values.Count(attempts => attempts.Count > 1) ?? 0;

    public static SortedDictionary<string, int> Counts(Seal seal)
    {
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var entry in seal.Entries)
        {
            var name = Inputs.Words.NameOf(entry.Status);
            counts[name] = counts.GetValueOrDefault(name) + 1;
        }
        return counts;
    }
}

/// <summary>One VM.</summary>
internal sealed record StatusVm
{
    public required string Vm { get; init; }
    public Claim? Claim { get; init; }

    /// <summary>Its right to its entries has ended, and nothing was granted to it since.</summary>
    public bool Fenced { get; init; }
    public WorkerProgress? Progress { get; init; }

    public static StatusVm Of(RunView view, string vm) =>
        new()
        {
            Vm = vm,
            Fenced = view.State?.IsFenced(vm) is true,
            Claim = view.Claims.GetValueOrDefault(vm),
            Progress = view.Progress.GetValueOrDefault(vm),
        };
}
