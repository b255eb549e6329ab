using Bench.Coordinator.Dashboard.History;
using Bench.Coordinator.Dashboard.Logs;
using Bench.Coordinator.Watching;

namespace Bench.Coordinator.Dashboard.Pages;

/// <summary>All that a run's page shows.</summary>
public sealed record RunPageView
{
    public required RunSnapshot Snapshot { get; init; }
    public required VmQuery Query { get; init; }
    public required HistoryView History { get; init; }
    public required IReadOnlyList<GanttRow> Phases { get; init; }
    public required bool HasReport { get; init; }

    /// <summary>Of the chosen VM; null where none is chosen or it has none.</summary>
    public LogTail? Log { get; init; }

    /// <summary>What was done just before.</summary>
    public string? Notice { get; init; }
}

/// <summary>All that a VM's page shows.</summary>
public sealed record VmPageView
{
    public required RunSnapshot Snapshot { get; init; }
    public required VmView Vm { get; init; }
    public required HistoryView History { get; init; }

    /// <summary>What it was seen to do.</summary>
    public required IReadOnlyList<GanttRow> Seen { get; init; }

    /// <summary>Phases of its last committed iterations, from their records.</summary>
    public required IReadOnlyList<GanttRow> Committed { get; init; }
    public LogTail? Log { get; init; }
}
