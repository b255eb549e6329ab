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

    public static async Task<LeadBed> CreateAsync(int vms = 2, double timeoutSeconds = 2_500_000)
    {
        var folder = new TempFolder();
        var config = Plan(vms, timeoutSeconds);
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

    public static RunConfig Plan(int vms, double timeoutSeconds = 2_500_000) =>
        new Planner(TimeProvider.System, [])
            .Plan(
                new PlanRequest
                {
                    BenchmarkId = "t1",
                    BenchVersion = "0",
                    Writer = "w",
                    Seed = 7,
                    Options = new RunOptions
                    {
                        Iterations = 2,
                        Distribution = DistributionMode.Even,
                        Cache = CacheMode.None,
                        HostSharing = HostSharing.Turns,
                        TestData = "/data",
                        Mount = "directory",
                        IterationTimeoutSeconds = 60,
                        RunTimeoutSeconds = timeoutSeconds,
                        LeaseSeconds = 30,
                        PollIntervalSeconds = 1,
                    },
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
        new RunLeader(
            Records,
            Run,
            new WorkerSupervisor(Records, Run.Config, fleet, this, this),
            CoordinatorSelf.New(),
            this,
            "0",
            Time
        ).LeadAsync(interrupt);

    /// <summary>Does all of a VM's work and says so.</summary>
    public async Task<WorkerExit> CompleteAsync(string vm, int epoch = 1)
    {
        foreach (var matrixId in Share(vm))
        {
            await CommitAsync(vm, matrixId);
        }
        await ProgressAsync(vm, epoch, ended: true, iterations: Share(vm).Count * 2);
        return FakeFleet.Done;
    }

    public IReadOnlyList<int> Share(string vm) =>
        Run.Config.Distribution.Single(share => share.Vm == vm).Entries;

    public async Task CommitAsync(string vm, int matrixId)
    {
        var committing = new Committing(Records, Time);
        var entry = Run.Config.Entry(matrixId);
        var refs = new List<IterationRef>();
        for (var n = 1; n <= 2; n++)
        {
            refs.Add(await committing.CommitAsync(Iteration(vm, entry, n), default));
        }
        var claim = Claim(vm, 1);
        await committing.CommitResultAsync(
            claim,
            entry,
            new Attempt(matrixId, 1, vm),
            refs,
            null,
            default
        );
    }

    public Task ProgressAsync(string vm, int epoch, bool ended, int iterations) =>
        Records.PutAsync(
            Records.Keys.Progress(vm, epoch),
            new WorkerProgress
            {
                Schema = Schemas.Progress,
                Vm = vm,
                Epoch = epoch,
                Sequence = iterations + 1,
                State = ended ? WorkerState.Ended : WorkerState.Running,
                StartedAt = default,
                At = default,
                EntriesTotal = Share(vm).Count,
                EntriesOk = iterations / 2,
                EntriesFailed = 0,
                IterationsTotal = Share(vm).Count * 2,
                IterationsOk = iterations,
                IterationsFailed = 0,
                IterationSeconds = iterations,
                IterationsTimed = iterations,
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

    private static IterationRecord Iteration(string vm, MatrixEntry entry, int iteration) =>
        new()
        {
            Schema = Schemas.Iteration,
            Writer = WriterId.New(),
            Vm = vm,
            Epoch = 1,
            MatrixId = entry.MatrixId,
            TestId = entry.TestId,
            ConfigId = entry.ConfigId,
            Attempt = 1,
            Iteration = iteration,
            Block = iteration,
            Status = IterationStatus.Ok,
            StartedAt = default,
            DurationSeconds = 1,
            Phases = [],
            Tools = new Dictionary<string, string>(),
            Host = new HostFacts
            {
                HostName = "h",
                BootId = "b",
                Kernel = "k",
                CpuModel = "c",
                CpuCount = 1,
                MemoryBytes = 1,
            },
            Raw = [],
        };
}
