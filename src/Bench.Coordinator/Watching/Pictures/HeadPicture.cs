using Bench.Model.Decisions;
using Bench.Model.Runs;
using Bench.Model.Sealing;

namespace Bench.Coordinator.Watching.Pictures;

/// <summary>The run's own line: who leads it, and what became of it.</summary>
internal sealed class HeadPicture(RunConfig config, string uri, RunTally tally)
{
    public CoordinatorIdentity? Leader { get; set; }

    public SealIntention? Intention { get; set; }

    public Cancellation? Cancellation { get; set; }

    public Seal? Seal { get; set; }

    /// <summary>Why the run waits, in words of whoever leads it.</summary>
    public string? Waits { get; set; }

    private RunPhase Phase =>
        this switch
        {
            { Seal: not null } => RunPhase.Sealed,
            { Intention: not null } => RunPhase.Sealing,
            { Cancellation: not null } => RunPhase.Cancelling,
            _ when tally.Seen == 0 => RunPhase.Starting,
            _ when Waits is not null || NoneIsLeft => RunPhase.Waiting,
            _ => RunPhase.Running,
        };

    private bool NoneIsLeft => tally is { Alive: 0, Lost: > 0, AllEntriesEnded: false };

    public RunHead View() =>
        new()
        {
            Id = config.BenchmarkId,
            Uri = uri,
            Name = config.Options.RunName,
            CreatedAt = config.CreatedAt,
            Phase = Phase,
            Reason = Reason(),
            SealReason = Seal?.Reason,
            Leader = Leader,
            VmsTotal = config.Vms.Count,
            VmsAlive = Seal is null ? tally.Alive : 0,
            EntriesTotal = config.EntryCount,
            EntriesOk = tally.EntriesOk,
            EntriesFailed = tally.EntriesFailed,
            IterationsTotal = tally.IterationsTotal,
            IterationsDone = tally.IterationsDone,
            IterationsFailed = tally.IterationsFailed,
            EstimatedSecondsLeft =
                Seal is null && tally.EstimatedSecondsLeft is { } left ? Math.Round(left, 1) : null,
        };

    private string? Reason() =>
        Phase switch
        {
            RunPhase.Waiting => Waits ?? "no VM that has work shows signs of life",
            RunPhase.Cancelling
            or RunPhase.Sealing
            or RunPhase.Sealed when Cancellation is { } cancellation => PictureNotes.Words(
                cancellation
            ),
            _ => null,
        };
}
