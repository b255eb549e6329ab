using System.Collections.Concurrent;
using System.Text;
using Bench.Coordinator.Launching;
using Bench.Coordinator.Leading;
using Bench.Coordinator.Views;
using Bench.Coordinator.Workers;
using Bench.Fleet;
using Bench.Host.Tests;
using Bench.Model.Claims;
using Bench.Model.Json;
using Bench.Model.Keys;
using Bench.Model.Progress;
using Bench.Model.Results;
using Bench.Model.Runs;
using Bench.Model.Sealing;
using Bench.Planning;
using Bench.Planning.Inputs;
using Bench.Protocol.Claims;
using Bench.Protocol.Commits;
using Bench.Protocol.Decisions;
using Bench.Protocol.Records;
using Bench.Protocol.Runs;
using Bench.Storage.Files;
using Bench.Testing.Runs;

namespace Bench.Coordinator.Tests;

/// <summary>A run in a real store, and what workers would write there.</summary>
internal sealed class LeadBed : IRunObserver, ILockProbe, IDisposable
{
    private readonly TempFolder _folder;

    private LeadBed(TempFolder folder, RecordStore records, LoadedRun run) =>
        (_folder, Records, Run) = (folder, records, run);

    public RecordStore Records { get; }

    public LoadedRun Run { get; }

    public SkippingTime Time { get; } = new();

    public ConcurrentQueue<string> Notes { get; } = [];

    public ConcurrentQueue<RunView> Views { get; } = [];

    /// <summary>Runs after each view.</summary>
    public Action<RunView> OnView { get; set; } = _ => { };

    public string BootId => "boot";

    /// <summary>State of the lock of any worker that another process started.</summary>
    public LockState Lock { get; set; } = LockState.Free;

    /// <param name="change">Changes the options; unless told otherwise silence is no reason for anything.</param>
    public static async Task<LeadBed> CreateAsync(
        int vms = 2,
        double timeoutSeconds = 2_500_000,
        Func<RunOptions, RunOptions>? change = null
    )
    {
        var folder = new TempFolder();
        var config = Plan(vms, timeoutSeconds, change);
        var records = new RecordStore(new FileStore(folder.File("store")), new RunKeys("t1"));
        return new LeadBed(
            folder,
            records,
            await RunLauncher.CreateAsync(records, config, default)
        );
    }

    /// <summary>On a run that is there already.</summary>
    public static LeadBed On(RecordStore records, LoadedRun run) =>
        new(new TempFolder(), records, run);

    public static RunConfig Plan(
        int vms,
        double timeoutSeconds = 2_500_000,
        Func<RunOptions, RunOptions>? change = null
    ) =>
        new Planner(TimeProvider.System, [])
            .Plan(
                new PlanRequest
                {
                    BenchmarkId = "t1",
                    BenchVersion = "0",
                    Writer = "w",
                    Seed = 7,
                    Options = (change ?? (options => options))(
                        SampleRecords.Options with
                        {
                            RunTimeoutSeconds = timeoutSeconds,
                            LeaseSeconds = 500_000,
                            StartTimeoutSeconds = 1_000_000,
                        }
                    ),
                    TestCsv = new SourceFile(
                        "cases.csv",
                        Encoding.UTF8.GetBytes("io_type\nread\nwrite\n")
                    ),
                    JobFile = new SourceFile("job.fio", "[j]\n"u8.ToArray()),
                    Vms =
                    [
                        .. Enumerable.Range(1, vms).Select(n => new VmSpec { Name = $"vm-{n}" }),
                    ],
                }
            )
            .Config.ShouldNotBeNull();

    public Task<Seal> LeadAsync(IFleet fleet, CancellationToken interrupt = default) =>
        Leader(fleet).LeadAsync(interrupt);

    public RunLeader Leader(IFleet fleet) =>
        new(
            Records,
            Run,
            new WorkerSupervisor(Records, Run.Config, fleet, this, this, Time),
            CoordinatorSelf.New(),
            this,
            "0",
            Time
        );

    /// <summary>Does all that was granted to a VM and says so.</summary>
    /// <param name="failed">Attempts of which all iterations fail.</param>
    public async Task<WorkerExit> CompleteAsync(
        string vm,
        int epoch = 1,
        Func<Attempt, bool>? failed = null
    )
    {
        var state = await DecisionLog.ReadStateAsync(Records, Run.Config, default);
        var attempts = state.ActiveAttemptsOf(vm).ToList();
        foreach (var attempt in attempts)
        {
            await CommitAsync(attempt, failed?.Invoke(attempt) is not true);
        }
        var bad = attempts.Count(attempt => failed?.Invoke(attempt) is true);
        await PutProgressAsync(
            vm,
            epoch,
            WorkerState.Ended,
            sequence: 1_000,
            (attempts.Count, attempts.Count - bad, bad),
            state.LastDecision,
            [
                .. attempts.Select(a => new EndedEntry(
                    a.MatrixId,
                    a.Number,
                    failed?.Invoke(a) is not true
                )),
            ]
        );
        return FakeFleet.Done;
    }

    public IReadOnlyList<int> Share(string vm) =>
        Run.Config.Distribution.Single(share => share.Vm == vm).Entries;

    public Task CommitAsync(string vm, int matrixId) => CommitAsync(new Attempt(matrixId, 1, vm));

    public async Task CommitAsync(Attempt attempt, bool ok = true)
    {
        var committing = new Committing(Records, Time);
        var entry = Run.Config.Entry(attempt.MatrixId);
        var refs = new List<IterationRef>();
        for (var n = 1; n <= 2; n++)
        {
            refs.Add(await committing.CommitAsync(Iteration(attempt, entry, n, ok), default));
        }
        await committing.CommitResultAsync(
            Claim(attempt.Vm, 1),
            entry,
            attempt,
            refs,
            ok ? null : "it failed",
            default
        );
    }

    public Task ProgressAsync(string vm, int epoch, bool ended, int iterations) =>
        PutProgressAsync(
            vm,
            epoch,
            ended ? WorkerState.Ended : WorkerState.Running,
            iterations + 1,
            (Share(vm).Count, iterations / 2, 0),
            lastDecision: null
        );

    /// <summary>A sign of life, with counts (entries in all, ok, failed).</summary>
    public Task PutProgressAsync(
        string vm,
        int epoch,
        WorkerState state,
        long sequence,
        (int Total, int Ok, int Failed) entries,
        int? lastDecision,
        IReadOnlyList<EndedEntry>? endedEntries = null
    ) =>
        Records.PutAsync(
            Records.Keys.Progress(vm, epoch),
            new WorkerProgress
            {
                Schema = Schemas.Progress,
                Vm = vm,
                Epoch = epoch,
                Sequence = sequence,
                State = state,
                StartedAt = default,
                At = default,
                EntriesTotal = entries.Total,
                EntriesOk = entries.Ok,
                EntriesFailed = entries.Failed,
                IterationsTotal = entries.Total * 2,
                // Of a worker that is at work the sequence tells its iterations.
                IterationsOk =
                    state == WorkerState.Ended ? entries.Ok * 2 : (int)Math.Min(sequence - 1, 2),
                IterationsFailed = entries.Failed * 2,
                IterationSeconds = entries.Ok,
                IterationsTimed = entries.Ok,
                Ended = endedEntries,
                LastDecision = lastDecision,
            },
            default
        );

    /// <summary>A worker that another process of this host started claims the VM.</summary>
    public Task ClaimAsync(string vm) =>
        new ClaimChain(Records, vm).TryAddAsync(Claim(vm, 1), default);

    public void Saw(RunView view)
    {
        Views.Enqueue(view);
        OnView(view);
    }

    public void Note(string message) => Notes.Enqueue(message);

    public LockState Probe(ClaimHolder holder) => Lock;

    public void Dispose() => _folder.Dispose();

    private static Claim Claim(string vm, int epoch) =>
        new()
        {
            Schema = Schemas.Claim,
            Writer = WriterId.New(),
            Vm = vm,
            Epoch = epoch,
            Kind = ClaimKind.Holder,
            At = default,
            Holder = new ClaimHolder
            {
                HostName = "host",
                BootId = "boot",
                ProcessId = 1,
                ProcessStartTicks = 1,
                LockPath = "/lock",
                LockDevice = 1,
                LockInode = 1,
            },
        };

    private static IterationRecord Iteration(
        Attempt attempt,
        MatrixEntry entry,
        int iteration,
        bool ok
    ) =>
        SampleRecords.Iteration(attempt.Vm, entry.MatrixId, attempt.Number, iteration, ok) with
        {
            TestId = entry.TestId,
            ConfigId = entry.ConfigId,
        };
}
