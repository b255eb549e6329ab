using Bench.Model.Results;
using Bench.Model.Runs;
using Bench.Worker.Iterations;
using Bench.Workloads.Phases;

namespace Bench.Worker.Entries;

/// <summary>How long iterations took.</summary>
internal static class IterationTimes
{
    /// <summary>Workers wait for each other, for a turn on a host or at a barrier, which is no fault of the entry.</summary>
    public static double SecondsWithoutTurn(this IterationRecord record) =>
        record.DurationSeconds
        - Spans(record.Phases)
            .Where(span => span.Name is PhaseNames.Turn or PhaseNames.Barrier)
            .Sum(span => span.DurationSeconds);

    /// <summary>
    /// What an iteration took of its entry's time, in seconds: all that was left when it was cut because that was over.
    /// Its own duration may say a millisecond less, since the deadline began to count before it.
    /// </summary>
    public static double SecondsOfEntry(this IterationRecord record, RunOptions options) =>
        record.Failure is { } failure
        && failure == EntryDeadline.Failure(options, failure.Phase)
        && options.EntryTimeoutSeconds is { } all
            ? all
            : record.SecondsWithoutTurn();

    private static IEnumerable<PhaseSpan> Spans(IReadOnlyList<PhaseSpan>? spans) =>
        (spans ?? []).SelectMany(span => Spans(span.Phases).Prepend(span));
}
