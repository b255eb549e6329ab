using System.Collections.Concurrent;
using System.Text;
using Bench.Coordinator.Launching;
using Bench.Coordinator.Leading;
using Bench.Coordinator.Views;
using Bench.Coordinator.Workers;
using Bench.Fleet;
using Bench.Host.PageCache;
using Bench.Host.Processes;
using Bench.Host.Tests;
using Bench.Model.Keys;
using Bench.Model.Runs;
using Bench.Model.Sealing;
using Bench.Planning;
using Bench.Planning.Inputs;
using Bench.Protocol.Records;
using Bench.Protocol.Runs;
using Bench.Reporting.Aggregation;
using Bench.Reporting.Output;
using Bench.Storage;
using Bench.Testing.Runs;
using Bench.Worker;
using Bench.Worker.Claiming;
using Bench.Worker.Logs;

namespace Bench.Coordinator.Tests.Faults;

/// <summary>Whole runs in this process: a coordinator and its workers, each with a store of its own to the same bucket.</summary>
internal sealed class FaultBed(Func<string, IObjectStore> open) : IRunObserver, IFleet, IDisposable
{
    private readonly TempFolder _folder = new();

    /// <summary>The coordinator's, who looks again after a time.</summary>
    private readonly FrozenDate _time = new();

    public ConcurrentQueue<string> Notes { get; } = [];

    /// <summary>The workers' clock: it stands still, unless they are to wait for something.</summary>
    public TimeProvider WorkersTime { get; init; } = new FrozenTime();

    public ConcurrentQueue<string> Starts { get; } = [];

    /// <summary>Creates the run, leads it to its seal, and writes its report into the bucket.</summary>
    public async Task<Seal> RunAsync()
    {
        var records = Records("coordinator");
        return await LeadAsync(records, await RunLauncher.CreateAsync(records, Plan(), default));
    }

    /// <summary>Goes on with a run that its coordinator left.</summary>
    public async Task<Seal> ResumeAsync()
    {
        var records = Records("coordinator");
        return await LeadAsync(records, await RunLauncher.CompleteAsync(records, default));
    }

    /// <summary>The files of a report that is read through this store.</summary>
    public static async Task<IReadOnlyDictionary<string, byte[]>> ReportAsync(IObjectStore store)
    {
        var records = new RecordStore(store, new RunKeys("t1"));
        var seal = await records.GetAsync<Seal>(records.Keys.Seal, default);
        var report = await new ReportAggregator(
            store,
            new AggregationOptions { Verify = true }
        ).AggregateAsync(seal.ShouldNotBeNull(), default);
        return (await ReportFiles.RenderAsync(report, separateConfigs: true)).Files;
    }

    public void Saw(RunView view) { }

    public void Note(string message) => Notes.Enqueue(message);

    public IWorkerHandle Start(string vm)
    {
        Starts.Enqueue(vm);
        return new InProcess(this, vm);
    }

    public void Dispose() => _folder.Dispose();

    private RecordStore Records(string who) => new(open(who), new RunKeys("t1"));

    private async Task<Seal> LeadAsync(RecordStore records, LoadedRun run)
    {
        var supervisor = new WorkerSupervisor(
            records,
            run.Config,
            this,
            new HostLockProbe(),
            this,
            _time
        );
        var leader = new RunLeader(
            records,
            run,
            supervisor,
            CoordinatorSelf.New(),
            this,
            "0",
            _time
        );
        var seal = await leader.LeadAsync(default);
        await ReportWriter.WriteAsync(
            records.Store,
            records.Keys,
            seal,
            new AggregationOptions(),
            default
        );
        return seal;
    }

    private RunConfig Plan() =>
        new Planner(_time, [])
            .Plan(
                new PlanRequest
                {
                    BenchmarkId = "t1",
                    BenchVersion = "0",
                    Writer = "w",
                    Seed = 7,
                    Options = SampleRecords.Options with
                    {
                        RunTimeoutSeconds = 2_500_000,
                        PollIntervalSeconds = 0.01,
                    },
                    TestCsv = new SourceFile("cases.csv", "io_type\nread\nwrite\n"u8.ToArray()),
                    ConfigsCsv = new SourceFile(
                        "configs.csv",
                        "commit,mount_args,label\nmaster,,a\nmaster,,b\n"u8.ToArray()
                    ),
                    JobFile = new SourceFile("job.fio", "[j]\n"u8.ToArray()),
                    Vms = [new VmSpec { Name = "vm-1" }, new VmSpec { Name = "vm-2" }],
                }
            )
            .Config.ShouldNotBeNull();

    private sealed class InProcess : IWorkerHandle
    {
        private readonly StringBuilder _said = new();

        public InProcess(FaultBed bed, string vm) =>
            Completion = Task.Run(() => WorkAsync(bed, vm));

        public Task<WorkerExit> Completion { get; }

        public string LogTail() => _said.ToString();

        /// <summary>Ends as the worker's program would.</summary>
        private async Task<WorkerExit> WorkAsync(FaultBed bed, string vm)
        {
            await using var log = TextWriter.Synchronized(new StringWriter(_said));
            try
            {
                var outcome = await new BenchWorker(
                    new WorkerRequest
                    {
                        Records = bed.Records(vm),
                        Vm = vm,
                        Folders = new WorkerFolders(
                            bed._folder.File("work"),
                            bed._folder.File("locks")
                        ),
                        Workloads = [new FixedFio()],
                        Processes = new ProcessRunner(bed._time),
                        PageCache = new PageCacheControl(),
                        Log = new WorkerLog(log, bed._time),
                        LeaveWhenDone = true,
                        Time = bed.WorkersTime,
                    }
                ).RunAsync(default);
                return outcome is WorkerOutcome.Completed or WorkerOutcome.Left
                    ? FakeFleet.Done
                    : new WorkerExit(1, $"exit code 1 ({outcome})");
            }
            catch (StoreException e)
            {
                await log.WriteLineAsync($"bench: {e.Message}");
                return new WorkerExit(3, "exit code 3");
            }
        }
    }
}
