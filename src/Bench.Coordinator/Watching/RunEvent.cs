using System.Text.Json.Serialization;

namespace Bench.Coordinator.Watching;

/// <summary>One change of what is shown of a run. Applied in order to the snapshot before them, they give the next one.</summary>
public sealed record RunEvent
{
    /// <summary>Where it stands in its feed.</summary>
    public required EventCursor Cursor { get; init; }
    public required DateTimeOffset At { get; init; }
    public required RunEventKind Kind { get; init; }

    /// <summary>Everything, where a feed begins or the asked-for place is no longer kept.</summary>
    public RunSnapshot? Snapshot { get; init; }
    public RunHead? Run { get; init; }
    public VmView? Vm { get; init; }
    public EntryView? Entry { get; init; }
    public RunNote? Note { get; init; }
}

public enum RunEventKind
{
    [JsonStringEnumMemberName("snapshot")]
    Snapshot,

    [JsonStringEnumMemberName("run")]
    Run,

    [JsonStringEnumMemberName("vm")]
    Vm,

    [JsonStringEnumMemberName("entry")]
    Entry,

    [JsonStringEnumMemberName("note")]
    Note,
}

/// <summary>Something that an operator should know.</summary>
/// <param name="Number">Dense from 1 in its feed.</param>
/// <param name="Vm">The VM that it is about, if it is about one.</param>
public sealed record RunNote(
    long Number,
    DateTimeOffset At,
    NoteLevel Level,
    string? Vm,
    string Message
);

public enum NoteLevel
{
    [JsonStringEnumMemberName("info")]
    Info,

    [JsonStringEnumMemberName("warning")]
    Warning,

    [JsonStringEnumMemberName("error")]
    Error,
}

/// <summary>
/// A place in a feed. A feed lives as long as the process that made it: a cursor of another feed is answered with a
/// snapshot.
/// </summary>
/// <param name="Feed">Random id of the feed.</param>
/// <param name="Sequence">Of the last event seen; events count from 1.</param>
public sealed record EventCursor(string Feed, long Sequence);
