namespace Bench.Coordinator.Watching;

/// <summary>All that is shown of a run at one moment.</summary>
public sealed record RunSnapshot
{
    /// <summary>The last event that is part of it.</summary>
    public required EventCursor Cursor { get; init; }
    public required RunHead Run { get; init; }

    /// <summary>In the order of the config.</summary>
    public required IReadOnlyList<VmView> Vms { get; init; }

    /// <summary>In the order of <c>matrix_id</c>.</summary>
    public required IReadOnlyList<EntryView> Entries { get; init; }

    /// <summary>The last ones, oldest first.</summary>
    public required IReadOnlyList<RunNote> Notes { get; init; }
}
