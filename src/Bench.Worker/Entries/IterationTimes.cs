using Bench.Model.Results;
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

    private static IEnumerable<PhaseSpan> Spans(IReadOnlyList<PhaseSpan>? spans) =>
        (spans ?? []).SelectMany(span => Spans(span.Phases).Prepend(span));
}
