namespace Bench.Coordinator.Watching.Pictures;

/// <summary>A change of a picture that has no place in a feed yet.</summary>
internal readonly record struct RunChange(RunEventKind Kind, object Content)
{
    public static RunChange Of(RunHead run) => new(RunEventKind.Run, run);

    public static RunChange Of(VmView vm) => new(RunEventKind.Vm, vm);

    public static RunChange Of(EntryView entry) => new(RunEventKind.Entry, entry);

    public static RunChange Of(RunNote note) => new(RunEventKind.Note, note);

    public RunEvent ToEvent(EventCursor cursor, DateTimeOffset at) =>
        new()
        {
            Cursor = cursor,
            At = at,
            Kind = Kind,
            Run = Content as RunHead,
            Vm = Content as VmView,
            Entry = Content as EntryView,
            Note = Content as RunNote,
        };
}
