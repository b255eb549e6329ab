using Bench.Model.Results;
using Bench.Reporting.Model;

namespace Bench.Reporting.Aggregation;

/// <summary>An iteration as the report lists it.</summary>
internal static class IterationRow
{
    public static ReportIteration Of(IterationReading reading)
    {
        var record = reading.Record;
        var groups = reading.Measures?.Groups ?? [];
        var single = groups.Count == 1 ? groups[0] : null;
        return new ReportIteration
        {
            Iteration = record.Iteration,
            Block = record.Block,
            Status = reading.Status,
            Failure = reading.Failure,
            DurationSeconds = record.DurationSeconds,
            Cache = record.Cache?.Outcome,
            Read = Rates(single, Direction.Read),
            Write = Rates(single, Direction.Write),
            Trim = Rates(single, Direction.Trim),
            Mixed = Rates(single, Direction.Mixed),
            Groups = groups.Count > 1 ? [.. groups.Select(Group)] : null,
            Hub = reading.Hub?.Figures,
            Phases = record.Phases,
        };
    }

    private static IterationGroup Group(GroupMeasure group) =>
        new()
        {
            Group = group.Group,
            Read = Rates(group, Direction.Read),
            Write = Rates(group, Direction.Write),
            Trim = Rates(group, Direction.Trim),
            Mixed = Rates(group, Direction.Mixed),
        };

    private static IterationRates? Rates(GroupMeasure? group, Direction direction) =>
        group?.Directions[(int)direction] is { } measure
            ? new IterationRates(measure.BwBytesPerSecond, measure.Iops)
            : null;
}
