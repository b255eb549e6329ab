using Bench.Coordinator.Dashboard.History;
using Bench.Model.Results;

namespace Bench.Coordinator.Dashboard.Pages;

/// <summary>Phases on a common line of time.</summary>
/// <param name="Label">What they belong to.</param>
public sealed record GanttRow(string Label, IReadOnlyList<GanttBar> Bars)
{
    /// <summary>What a VM was seen to do.</summary>
    public static GanttRow Of(string vm, IEnumerable<PhaseStay> stays, DateTimeOffset now) =>
        new(
            vm,
            [
                .. stays.Select(stay => new GanttBar(
                    stay.Phase,
                    $"#{stay.MatrixId} iteration {stay.Iteration}: {stay.Phase}",
                    Seconds.Of(stay.Start),
                    Seconds.Of(stay.End ?? now),
                    stay.End is null
                )),
            ]
        );

    /// <summary>The phases of a committed iteration, from its begin.</summary>
    public static GanttRow Of(IterationRecord record) =>
        new(
            $"#{record.MatrixId} {record.TestId}, iteration {record.Iteration}",
            [
                .. record.Phases.Select(phase => new GanttBar(
                    phase.Name,
                    phase.Name,
                    phase.StartSeconds,
                    phase.StartSeconds + phase.DurationSeconds,
                    IsOpen: false
                )),
            ]
        );
}

/// <summary>A phase from one second to another.</summary>
public sealed record GanttBar(string Phase, string Title, double From, double To, bool IsOpen)
{
    /// <summary>The class that draws it; phases that nobody knows are drawn alike.</summary>
    public string Class => $"ph-{Family}";

    /// <summary>Phases differ in height as well as in colour: what is measured stands out.</summary>
    public int Height =>
        Family switch
        {
            "measure" => 20,
            "cache" or "turn" => 14,
            "prepare" or "upload" => 10,
            _ => 6,
        };

    /// <summary>Workers tell the innermost phase; it is drawn as the one that it is part of.</summary>
    private string Family =>
        Phase switch
        {
            "fio" or "flush" => "measure",
            "layout" or "data_set" or "remount" => "prepare",
            "resolve"
            or "mount"
            or "prepare"
            or "turn"
            or "cache"
            or "measure"
            or "collect"
            or "unmount"
            or "upload" => Phase,
            _ => "other",
        };
}
