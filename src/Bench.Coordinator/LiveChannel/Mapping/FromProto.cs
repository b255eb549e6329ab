using Bench.Coordinator.Leading;
using Bench.Coordinator.Watching;
using Bench.Model.Decisions;
using Bench.Model.Json;
using V1 = Bench.Rpc.V1;

namespace Bench.Coordinator.LiveChannel.Mapping;

/// <summary>Messages of the live channel as what is shown of runs.</summary>
internal static class FromProto
{
    public static CancelOutcome Of(V1.CancelReply message) =>
        new(
            [.. message.Acknowledged],
            [.. message.Unacknowledged],
            message
                .Left.DistinctBy(left => left.Vm)
                .ToDictionary(left => left.Vm, left => (IReadOnlyList<string>)[.. left.What])
        );

    public static EventCursor Of(V1.EventCursor cursor) => new(cursor.Feed, cursor.Sequence);

    public static RunEvent Of(V1.RunEvent message) =>
        new()
        {
            Cursor = Of(message.Cursor ?? new V1.EventCursor()),
            At = message.At?.ToDateTimeOffset() ?? default,
            Kind = message.BodyCase switch
            {
                V1.RunEvent.BodyOneofCase.Snapshot => RunEventKind.Snapshot,
                V1.RunEvent.BodyOneofCase.Vm => RunEventKind.Vm,
                V1.RunEvent.BodyOneofCase.Entry => RunEventKind.Entry,
                V1.RunEvent.BodyOneofCase.Note => RunEventKind.Note,
                _ => RunEventKind.Run,
            },
            Snapshot = message.Snapshot is { } snapshot ? Of(snapshot) : null,
            Run = message.Run is { } run ? Of(run) : null,
            Vm = message.Vm is { } vm ? Of(vm) : null,
            Entry = message.Entry is { } entry ? Of(entry) : null,
            Note = message.Note is { } note ? Of(note) : null,
        };

    public static RunSnapshot Of(V1.RunSnapshot snapshot) =>
        new()
        {
            Cursor = Of(snapshot.Cursor ?? new V1.EventCursor()),
            Run = Of(snapshot.Run ?? new V1.RunHead()),
            Vms = [.. snapshot.Vms.Select(Of)],
            Entries = [.. snapshot.Entries.Select(Of)],
            Notes = [.. snapshot.Notes.Select(Of)],
        };

    public static RunHead Of(V1.RunHead run) =>
        new()
        {
            Id = run.Id,
            Uri = run.Uri,
            Name = Text(run.Name),
            CreatedAt = run.CreatedAt?.ToDateTimeOffset() ?? default,
            Phase = ProtoEnums.Of(run.Phase),
            Reason = Text(run.Reason),
            SealReason = EnumWords.TryParse<SealReason>(run.SealReason, out var seal) ? seal : null,
            Leader = LeaderWords.Parse(run.Leader),
            VmsTotal = run.VmsTotal,
            VmsAlive = run.VmsAlive,
            EntriesTotal = run.EntriesTotal,
            EntriesOk = run.EntriesOk,
            EntriesFailed = run.EntriesFailed,
            IterationsTotal = run.IterationsTotal,
            IterationsDone = run.IterationsDone,
            IterationsFailed = run.IterationsFailed,
            EstimatedSecondsLeft = run.HasEstimatedSecondsLeft ? run.EstimatedSecondsLeft : null,
        };

    public static VmView Of(V1.VmView vm) =>
        new()
        {
            Vm = vm.Vm,
            HostName = Text(vm.HostName),
            VmClass = Text(vm.VmClass),
            State = ProtoEnums.Of(vm.State),
            Epoch = vm.Epoch,
            EntriesTotal = vm.EntriesTotal,
            EntriesOk = vm.EntriesOk,
            EntriesFailed = vm.EntriesFailed,
            IterationsTotal = vm.IterationsTotal,
            IterationsDone = vm.IterationsDone,
            IterationsFailed = vm.IterationsFailed,
            Current = vm.Current is { } work ? FiguresFromProto.Of(work) : null,
            SeenAt = vm.SeenAt?.ToDateTimeOffset(),
            SilentSeconds = vm.HasSilentSeconds ? vm.SilentSeconds : null,
            LastErrors = [.. vm.LastErrors],
            Live = vm.Live is { } live ? FiguresFromProto.Of(live) : null,
            EstimatedSecondsLeft = vm.HasEstimatedSecondsLeft ? vm.EstimatedSecondsLeft : null,
        };

    public static EntryView Of(V1.EntryView entry) =>
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
            Last = entry.Last is { } figures ? FiguresFromProto.Of(figures) : null,
        };

    public static RunNote Of(V1.RunNote note) =>
        new(
            note.Number,
            note.At?.ToDateTimeOffset() ?? default,
            ProtoEnums.Of(note.Level),
            Text(note.Vm),
            note.Message
        );

    private static string? Text(string text) => text.Length == 0 ? null : text;
}
