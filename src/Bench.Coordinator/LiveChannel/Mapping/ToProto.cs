using Bench.Coordinator.Leading;
using Bench.Coordinator.Watching;
using Bench.Model.Json;
using Google.Protobuf.WellKnownTypes;
using V1 = Bench.Rpc.V1;

namespace Bench.Coordinator.LiveChannel.Mapping;

/// <summary>What is shown of runs as messages of the live channel.</summary>
internal static class ToProto
{
    public static V1.CancelReply Of(CancelOutcome outcome, bool isSealed) =>
        new()
        {
            Acknowledged = { outcome.Acknowledged },
            Unacknowledged = { outcome.Unacknowledged },
            Sealed = isSealed,
            Left =
            {
                outcome.Left.Select(left => new V1.LeftBehind
                {
                    Vm = left.Key,
                    What = { left.Value },
                }),
            },
        };

    public static V1.EventCursor Of(EventCursor cursor) =>
        new() { Feed = cursor.Feed, Sequence = cursor.Sequence };

    public static V1.RunEvent Of(RunEvent change)
    {
        var message = new V1.RunEvent
        {
            Cursor = Of(change.Cursor),
            At = Timestamp.FromDateTimeOffset(change.At),
        };
        switch (change)
        {
            case { Snapshot: { } snapshot }:
                message.Snapshot = Of(snapshot);
                break;
            case { Run: { } run }:
                message.Run = Of(run);
                break;
            case { Vm: { } vm }:
                message.Vm = Of(vm);
                break;
            case { Entry: { } entry }:
                message.Entry = Of(entry);
                break;
            case { Note: { } note }:
                message.Note = Of(note);
                break;
        }
        return message;
    }

    public static V1.RunSnapshot Of(RunSnapshot snapshot) =>
        new()
        {
            Cursor = Of(snapshot.Cursor),
            Run = Of(snapshot.Run),
            Vms = { snapshot.Vms.Select(Of) },
            Entries = { snapshot.Entries.Select(Of) },
            Notes = { snapshot.Notes.Select(Of) },
        };

    public static V1.RunHead Of(RunHead run)
    {
        var message = new V1.RunHead
        {
            Id = run.Id,
            Uri = run.Uri,
            Name = run.Name ?? "",
            CreatedAt = Timestamp.FromDateTimeOffset(run.CreatedAt),
            Phase = ProtoEnums.Of(run.Phase),
            Reason = run.Reason ?? "",
            SealReason = run.SealReason is { } seal ? EnumWords.NameOf(seal) : "",
            Leader = run.Leader?.ToString() ?? "",
            VmsTotal = run.VmsTotal,
            VmsAlive = run.VmsAlive,
            EntriesTotal = run.EntriesTotal,
            EntriesOk = run.EntriesOk,
            EntriesFailed = run.EntriesFailed,
            IterationsTotal = run.IterationsTotal,
            IterationsDone = run.IterationsDone,
            IterationsFailed = run.IterationsFailed,
        };
        if (run.EstimatedSecondsLeft is { } left)
        {
            message.EstimatedSecondsLeft = left;
        }
        return message;
    }

    public static V1.VmView Of(VmView vm)
    {
        var message = new V1.VmView
        {
            Vm = vm.Vm,
            HostName = vm.HostName ?? "",
            VmClass = vm.VmClass ?? "",
            State = ProtoEnums.Of(vm.State),
            Epoch = vm.Epoch,
            EntriesTotal = vm.EntriesTotal,
            EntriesOk = vm.EntriesOk,
            EntriesFailed = vm.EntriesFailed,
            IterationsTotal = vm.IterationsTotal,
            IterationsDone = vm.IterationsDone,
            IterationsFailed = vm.IterationsFailed,
            Current = vm.Current is { } work ? FiguresToProto.Of(work) : null,
            SeenAt = vm.SeenAt is { } seen ? Timestamp.FromDateTimeOffset(seen) : null,
            LastErrors = { vm.LastErrors },
            Live = vm.Live is { } live ? FiguresToProto.Of(live) : null,
        };
        if (vm.SilentSeconds is { } silent)
        {
            message.SilentSeconds = silent;
        }
        if (vm.EstimatedSecondsLeft is { } left)
        {
            message.EstimatedSecondsLeft = left;
        }
        return message;
    }

    public static V1.EntryView Of(EntryView entry) =>
        new()
        {
            MatrixId = entry.MatrixId,
            TestId = entry.TestId,
            TestOrdinal = entry.TestOrdinal,
            ConfigLabel = entry.ConfigLabel,
            ConfigId = entry.ConfigId,
            State = ProtoEnums.Of(entry.State),
            Vm = entry.Vm,
            Attempt = entry.Attempt,
            IterationsDone = entry.IterationsDone,
            Last = entry.Last is { } figures ? FiguresToProto.Of(figures) : null,
        };

    public static V1.RunNote Of(RunNote note) =>
        new()
        {
            Number = note.Number,
            At = Timestamp.FromDateTimeOffset(note.At),
            Level = ProtoEnums.Of(note.Level),
            Vm = note.Vm ?? "",
            Message = note.Message,
        };
}
