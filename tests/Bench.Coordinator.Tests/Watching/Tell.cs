using Bench.Coordinator.Watching;
using Bench.Coordinator.Watching.Pictures;
using Bench.Model.Decisions;
using Bench.Model.Json;
using Bench.Model.Progress;
using Bench.Model.Sealing;
using FsCheck;
using FsCheck.Fluent;

namespace Bench.Coordinator.Tests.Watching;

/// <summary>Records as workers and coordinators write them, for pictures.</summary>
internal static class Tell
{
    public static WorkerProgress Progress(
        string vm,
        long sequence,
        int epoch = 1,
        WorkerState state = WorkerState.Running,
        int ok = 0,
        int failed = 0
    ) =>
        new()
        {
            Schema = Schemas.Progress,
            Vm = vm,
            Epoch = epoch,
            Sequence = sequence,
            State = state,
            StartedAt = default,
            At = default,
            EntriesTotal = 1,
            EntriesOk = 0,
            EntriesFailed = 0,
            IterationsTotal = 2,
            IterationsOk = ok,
            IterationsFailed = failed,
            IterationSeconds = 3 * (ok + failed),
            IterationsTimed = ok + failed,
        };

    public static CurrentWork Work(int matrixId, int iteration, string phase = "measure") =>
        new()
        {
            MatrixId = matrixId,
            TestId = "?",
            ConfigLabel = "?",
            Iteration = iteration,
            Attempt = 1,
            Phase = phase,
            PhaseSeconds = 1,
        };

    public static Decision Decision(int number, DecisionKind kind) =>
        new()
        {
            Schema = Schemas.Decision,
            Writer = WriterId.New(),
            Number = number,
            Kind = kind,
            Coordinator = new CoordinatorIdentity
            {
                Id = "c",
                HostName = "host",
                ProcessId = 1,
            },
            At = default,
        };

    public static Seal Seal(SealReason reason, params EntryStatus[] entries) =>
        new()
        {
            Schema = Schemas.Seal,
            Writer = WriterId.New(),
            BenchmarkId = "t1",
            BenchVersion = "0",
            Reason = reason,
            Decision = 1,
            At = default,
            Config = Ref("t1/config.json"),
            Entries =
            [
                .. entries.Select(
                    (status, i) =>
                        new SealedEntry
                        {
                            MatrixId = i + 1,
                            Status = status,
                            Result = status is EntryStatus.Ok ? Ref("result") : null,
                        }
                ),
            ],
            Superseded = [],
        };

    public static Cancellation Cancellation() =>
        new()
        {
            Schema = Schemas.Cancel,
            Writer = WriterId.New(),
            At = default,
            By = "me",
        };

    /// <summary>Anything that may be told of the run, sensible or not.</summary>
    public static Gen<Action<LivePicture>> Anything(int vms) =>
        from kind in Gen.Choose(0, 11)
        from vm in Gen.Choose(1, vms + 1).Select(n => $"vm-{n}")
        from matrixId in Gen.Choose(0, 3)
        from small in Gen.Choose(1, 3)
        from sequence in Gen.Choose(1, 40)
        from state in Gen.Elements(Enum.GetValues<WorkerState>())
        from flag in Gen.Elements(true, false)
        select Change(kind, vm, matrixId, small, sequence, state, flag);

    private static Action<LivePicture> Change(
        int kind,
        string vm,
        int matrixId,
        int small,
        int sequence,
        WorkerState state,
        bool flag
    ) =>
        kind switch
        {
            0 => p => p.Greeted(vm, small),
            1 => p => p.Began(vm, matrixId, 1, small, "mount"),
            2 => p => p.Committed(vm, matrixId, 1, small, flag),
            3 => p => p.Ended(vm, matrixId, small, flag),
            4 => p => p.Note(NoteLevel.Info, flag ? vm : null, "note"),
            5 => p => p.FindSilent(flag ? TimeSpan.Zero : TimeSpan.FromHours(1)),
            6 => p => p.Decided(Fence(p.LastDecision + 1, vm)),
            7 => p => p.Decided(Grant(p.LastDecision + 1, vm, matrixId, small)),
            8 => p => p.Waits(flag ? "for a VM" : null),
            _ => p =>
                p.Saw(
                    Progress(vm, sequence, small, state, ok: small, failed: flag ? 1 : 0) with
                    {
                        Current = Work(matrixId, small),
                        Ended = flag ? [new EndedEntry(matrixId, 1, flag)] : null,
                        LastErrors = flag ? [$"error {sequence}"] : [],
                    }
                ),
        };

    private static Decision Fence(int number, string vm) =>
        Decision(number, DecisionKind.Fence) with
        {
            Fence = new FenceRequest { Vm = vm, Reason = "silent" },
        };

    private static Decision Grant(int number, string vm, int matrixId, int attempt) =>
        Decision(number, DecisionKind.Grant) with
        {
            Grant = new Grant
            {
                Vm = vm,
                Entries = [new AttemptGrant { MatrixId = matrixId, Attempt = attempt }],
            },
        };

    private static RecordRef Ref(string key) =>
        new()
        {
            Key = key,
            Length = 1,
            Sha256 = "0",
        };
}
