using Bench.Coordinator.Watching.Feeds;
using Bench.Model.Decisions;
using Bench.Model.Json;
using Bench.Model.Progress;
using Bench.Model.Sealing;

namespace Bench.Coordinator.Watching.Pictures;

/// <summary>What operators should know, in words, from what is decided and what workers tell.</summary>
internal sealed class PictureNotes(TimeProvider time, List<RunChange> changes)
{
    private const int LongestMessage = 500;
    private readonly Queue<RunNote> _last = new();
    private long _number;

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<RunNote> Last => [.. _last];

    public void Add(NoteLevel level, string? vm, string message)
    {
        var text = message.Length > LongestMessage ? message[..LongestMessage] + "…" : message;
        var note = new RunNote(++_number, time.GetUtcNow(), level, vm, text);
        SnapshotBuilder.Keep(_last, note);
        changes.Add(RunChange.Of(note));
    }

    public void Decided(Decision decision, CoordinatorIdentity? leader)
    {
        switch (decision)
        {
            case { Kind: DecisionKind.Lead } when leader?.Id != decision.Coordinator.Id:
                Add(NoteLevel.Info, null, $"{decision.Coordinator} leads");
                break;
            case { Fence: { } fence }:
                Add(NoteLevel.Warning, fence.Vm, $"fenced: {fence.Reason}");
                break;
            case { Grant: { } grant }:
                Add(NoteLevel.Info, grant.Vm, $"was granted {Words(grant)}");
                break;
            case { Seal: { } seal }:
                Add(NoteLevel.Info, null, $"sealing: {EnumWords.NameOf(seal.Reason)}");
                break;
        }
    }

    /// <summary>What is new in progress and worth a line.</summary>
    public void Progressed(WorkerProgress? before, WorkerProgress now)
    {
        if (now.Epoch > 1 && now.Epoch != before?.Epoch)
        {
            Add(NoteLevel.Warning, now.Vm, $"a new worker acts as it (epoch {now.Epoch})");
        }
        foreach (var error in New(before?.LastErrors ?? [], now.LastErrors))
        {
            Add(NoteLevel.Error, now.Vm, error);
        }
        if (now.State == WorkerState.Ended && before?.State != WorkerState.Ended)
        {
            Add(NoteLevel.Info, now.Vm, "its worker has ended");
        }
    }

    public static string Words(Cancellation cancellation) =>
        cancellation.Reason is { } reason
            ? $"cancelled by {cancellation.By}: {reason}"
            : $"cancelled by {cancellation.By}";

    public static string Words(Seal seal)
    {
        var counts = seal
            .Entries.GroupBy(entry => entry.Status)
            .OrderBy(group => group.Key)
            .Select(group => $"{group.Count()} {EnumWords.NameOf(group.Key)}");
        return $"sealed ({EnumWords.NameOf(seal.Reason)}): {string.Join(", ", counts)}";
    }

    private static string Words(Grant grant)
    {
        const int most = 5;
        var named = grant.Entries.Take(most).Select(e => $"{e.MatrixId} (attempt {e.Attempt})");
        var more = grant.Entries.Count > most ? $" and {grant.Entries.Count - most} more" : "";
        return $"entries {string.Join(", ", named)}{more}";
    }

    /// <summary>The last few errors are kept: those after what both lists share.</summary>
    private static IEnumerable<string> New(IReadOnlyList<string> before, IReadOnlyList<string> now)
    {
        for (var shared = Math.Min(before.Count, now.Count); shared > 0; shared--)
        {
            if (before.TakeLast(shared).SequenceEqual(now.Take(shared)))
            {
                return now.Skip(shared);
            }
        }
        return now;
    }
}
