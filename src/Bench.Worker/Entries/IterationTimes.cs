using Bench.Model.Results;
using Bench.Workloads.Phases;

namespace Bench.Worker.Entries;

/// <summary>How long iterations took.</summary>
internal static class IterationTimes
{
    /// <summary>Workers of one host wait for each other, which is no fault of the entry.</summary>
    public static double SecondsWithoutTurn(this IterationRecord record) =>
        record.DurationSeconds
        - Spans(record.Phases)
            .Where(span => span.Name == PhaseNames.Turn)
            .Sum(span => span.DurationSeconds);

    private static IEnumerable<PhaseSpan> Spans(IReadOnlyList<PhaseSpan>? spans) =>
        (spans ?? []).SelectMany(span => Spans(span.Phases).Prepend(span));
}
