using System.Globalization;
using Bench.Cli.Inputs;
using Bench.Cli.Output;
using Bench.Coordinator.Watching;
using Bench.Model.Units;

namespace Bench.Cli.Watching;

/// <summary>A run as plain lines for a pipe or a log: one for each change that says something, and nothing twice.</summary>
internal sealed class WatchLines(TextWriter output, TimeProvider time)
{
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(5);
    private readonly Dictionary<string, VmState> _vms = new(StringComparer.Ordinal);
    private readonly Dictionary<int, (EntryState State, int Attempt)> _entries = [];
    private RunPhase? _phase;
    private int _done = -1;
    private long _toldAt;

    public static string Of(RunNote note) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{note.At.UtcDateTime:HH:mm:ss} {Words.NameOf(note.Level)}{(note.Vm is { } vm ? $" {vm}" : "")}: {note.Message}"
        );

    public void Show(RunEvent happened)
    {
        if (happened.Snapshot is { } snapshot)
        {
            Begin(snapshot);
        }
        if (happened.Note is { } note)
        {
            Write(Of(note));
        }
        if (happened.Vm is { } vm && Changes(_vms, vm.Vm, vm.State))
        {
            Write($"{vm.Vm} {Words.NameOf(vm.State)}");
        }
        if (
            happened.Entry is { } entry
            && Changes(_entries, entry.MatrixId, (entry.State, entry.Attempt))
            && entry.State != EntryState.Pending
        )
        {
            Write(Of(entry));
        }
        if (happened.Run is { } run)
        {
            Show(run);
        }
    }

    /// <summary>What went before is not told one by one.</summary>
    private void Begin(RunSnapshot snapshot)
    {
        foreach (var vm in snapshot.Vms)
        {
            _vms[vm.Vm] = vm.State;
        }
        foreach (var entry in snapshot.Entries)
        {
            _entries[entry.MatrixId] = (entry.State, entry.Attempt);
        }
        Show(snapshot.Run);
    }

    private void Show(RunHead run)
    {
        var isNew = _phase != run.Phase;
        var isDue = time.GetElapsedTime(_toldAt) >= ProgressInterval && run.IterationsDone != _done;
        if (!isNew && !isDue)
        {
            return;
        }
        (_phase, _done, _toldAt) = (run.Phase, run.IterationsDone, time.GetTimestamp());
        var reason = run.SealReason is { } seal ? $" ({Words.NameOf(seal)})" : "";
        var why = run.Reason is { } text ? $": {text}" : "";
        var failed = run.IterationsFailed > 0 ? $", {run.IterationsFailed} failed" : "";
        var left = run.EstimatedSecondsLeft is > 0 and var seconds
            ? $", about {Human.Seconds(seconds)} left"
            : "";
        var entries =
            run.Phase == RunPhase.Sealed
                ? $": {run.EntriesOk} ok, {run.EntriesFailed} failed of {run.EntriesTotal} entries"
                : "";
        Write(
            $"{run.Id}: {Words.NameOf(run.Phase)}{reason}{why}{entries}, {run.IterationsDone}/{run.IterationsTotal} iterations{failed}{left}"
        );
    }

    private static string Of(EntryView entry)
    {
        var attempt = entry.Attempt > 1 ? $", attempt {entry.Attempt}" : "";
        var vm = entry.Vm.Length > 0 ? $" on {entry.Vm}" : "";
        return $"entry {entry.MatrixId} (test {entry.TestId}, {entry.ConfigLabel}) {Words.NameOf(entry.State)}{vm}{attempt}";
    }

    private static bool Changes<TKey, T>(Dictionary<TKey, T> known, TKey key, T value)
        where TKey : notnull
    {
        if (
            known.TryGetValue(key, out var before)
            && EqualityComparer<T>.Default.Equals(before, value)
        )
        {
            return false;
        }
        known[key] = value;
        return true;
    }

    private void Write(string line) => output.WriteLine(TextTable.Clean(line));
}
