namespace Bench.Coordinator.Watching.Feeds;

/// <summary>
/// Follows a feed from the other side: begins with a snapshot and applies the events after it. Each costs the same
/// however large the run is.
/// </summary>
public sealed class SnapshotBuilder
{
    /// <summary>Notes that are kept, the last ones.</summary>
    public const int KeptNotes = 200;

    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly List<VmView> _vms = [];
    private readonly List<EntryView> _entries = [];
    private readonly Queue<RunNote> _notes = new();
    private EventCursor? _cursor;
    private RunHead? _run;

    /// <summary>Whether a snapshot has come.</summary>
    public bool HasBegun => _run is not null;

    /// <exception cref="InvalidOperationException">It has not begun with a snapshot, or an event is missing.</exception>
    public void Apply(RunEvent change)
    {
        if (change is { Kind: RunEventKind.Snapshot, Snapshot: { } snapshot })
        {
            Begin(snapshot);
            return;
        }
        if (_cursor is null || change.Cursor != _cursor with { Sequence = _cursor.Sequence + 1 })
        {
            throw new InvalidOperationException(
                $"Event {change.Cursor.Sequence} does not follow {_cursor?.Sequence.ToString() ?? "a snapshot"}."
            );
        }
        _cursor = change.Cursor;
        switch (change)
        {
            case { Run: { } run }:
                _run = run;
                break;
            case { Vm: { } vm }:
                _vms[_places[vm.Vm]] = vm;
                break;
            case { Entry: { } entry }:
                _entries[entry.MatrixId - 1] = entry;
                break;
            case { Note: { } note }:
                Keep(_notes, note);
                break;
        }
    }

    /// <exception cref="InvalidOperationException">It has not begun.</exception>
    public RunSnapshot ToSnapshot() =>
        new()
        {
            Cursor = _cursor ?? throw new InvalidOperationException("No snapshot has come yet."),
            Run = _run!,
            Vms = [.. _vms],
            Entries = [.. _entries],
            Notes = [.. _notes],
        };

    internal static void Keep(Queue<RunNote> notes, RunNote note)
    {
        notes.Enqueue(note);
        if (notes.Count > KeptNotes)
        {
            notes.Dequeue();
        }
    }

    private void Begin(RunSnapshot snapshot)
    {
        _cursor = snapshot.Cursor;
        _run = snapshot.Run;
        _places.Clear();
        _vms.Clear();
        _entries.Clear();
        _notes.Clear();
        foreach (var vm in snapshot.Vms)
        {
            _places[vm.Vm] = _vms.Count;
            _vms.Add(vm);
        }
        _entries.AddRange(snapshot.Entries);
        foreach (var note in snapshot.Notes)
        {
            Keep(_notes, note);
        }
    }
}
