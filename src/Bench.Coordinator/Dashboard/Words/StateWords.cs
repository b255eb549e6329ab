using Bench.Coordinator.Watching;

namespace Bench.Coordinator.Dashboard.Words;

/// <summary>How a state is shown: a mark that is read without colour, a word, and the class that colours it.</summary>
public sealed record StateMark(string Mark, string Word, string Class);

/// <summary>Marks of all states.</summary>
internal static class StateWords
{
    public static StateMark Of(VmState state) =>
        state switch
        {
            VmState.Unclaimed => new("·", "unclaimed", "st-none"),
            VmState.Starting => new("S", "starting", "st-calm"),
            VmState.Running => new("R", "running", "st-run"),
            VmState.Waiting => new("W", "waiting", "st-calm"),
            VmState.Idle => new("I", "idle", "st-calm"),
            VmState.Silent => new("?", "silent", "st-warn"),
            VmState.Fenced => new("F", "fenced", "st-bad"),
            _ => new("E", "ended", "st-ok"),
        };

    public static StateMark Of(EntryState state) =>
        state switch
        {
            EntryState.Pending => new("·", "pending", "st-none"),
            EntryState.Running => new("R", "running", "st-run"),
            EntryState.Ok => new("✓", "ok", "st-ok"),
            EntryState.Failed => new("✗", "failed", "st-bad"),
            EntryState.Missing => new("?", "missing", "st-warn"),
            _ => new("–", "cancelled", "st-calm"),
        };

    public static StateMark Of(RunHead run) =>
        run.Phase switch
        {
            RunPhase.Starting => new("S", "starting", "st-calm"),
            RunPhase.Running => new("R", "running", "st-run"),
            RunPhase.Waiting => new("W", "waiting", "st-warn"),
            RunPhase.Cancelling => new("C", "cancelling", "st-warn"),
            RunPhase.Sealing => new("L", "sealing", "st-calm"),
            _ when run.EntriesOk == run.EntriesTotal => new("✓", "sealed", "st-ok"),
            _ => new("✗", "sealed", "st-bad"),
        };

    public static StateMark Of(NoteLevel level) =>
        level switch
        {
            NoteLevel.Info => new("i", "info", "st-calm"),
            NoteLevel.Warning => new("!", "warning", "st-warn"),
            _ => new("✗", "error", "st-bad"),
        };
}
