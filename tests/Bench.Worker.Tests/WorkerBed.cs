using System.Text;
using Bench.Host.PageCache;
using Bench.Host.Processes;
using Bench.Host.Tests;
using Bench.Model.Claims;
using Bench.Model.Decisions;
using Bench.Model.Json;
using Bench.Model.Keys;
using Bench.Model.Progress;
using Bench.Model.Results;
using Bench.Model.Runs;
using Bench.Model.Sealing;
using Bench.Planning;
using Bench.Planning.Inputs;
using Bench.Planning.Specs;
using Bench.Protocol.Cancelling;
using Bench.Protocol.Claims;
using Bench.Protocol.Decisions;
using Bench.Protocol.Records;
using Bench.Protocol.Runs;
using Bench.Storage.Files;
using Bench.Testing.Runs;
using Bench.Worker.Logs;

namespace Bench.Worker.Tests;

/// <summary>A run of two tests and two configs in a store of its own, with workers that do fake work.</summary>
internal sealed class WorkerBed : IDisposable
{
    public const int Iterations = 2;
    private readonly TempFolder _folder = new();

    private WorkerBed(LoadedRun run, FaultyStore store, TempFolder folder)
    {
        (_folder, Run, Store) = (folder, run, store);
        Records = new RecordStore(store, new RunKeys(run.Config.BenchmarkId));
    }

    public LoadedRun Run { get; }

    public FaultyStore Store { get; }

    public RecordStore Records { get; }

    public FakeWorkload Work { get; } = new();

    public PageCacheControl PageCache { get; set; } = new();

    public StringWriter Log { get; } = new();

    public WorkerFolders Folders => new(_folder.File("work"), _folder.File("locks"));

    public string OwnerRun => $"{Run.Config.BenchmarkId}.{Run.Ref.Sha256[..12]}";

    public static async Task<WorkerBed> CreateAsync(
        int vms = 1,
        Func<RunOptions, RunOptions>? change = null,
        string tests = "io_type\nread\nwrite\n"
    )
    {
        var folder = new TempFolder();
        var options = SampleRecords.Options with
        {
            Iterations = Iterations,
            TestData = folder.File("data"),
        };
        var outcome = new Planner(TimeProvider.System, []).Plan(
            new PlanRequest
            {
                BenchmarkId = "t1",
                BenchVersion = "0",
                Writer = WriterId.New(),
                Seed = 7,
                Options = change?.Invoke(options) ?? options,
                TestCsv = new SourceFile("cases.csv", Encoding.UTF8.GetBytes(tests)),
                ConfigsCsv = new SourceFile(
                    "configs.csv",
                    "commit,mount_args,label\nmaster,,a\nmaster,,b\n"u8.ToArray()
                ),
                JobFile = new SourceFile("job.fio", "[j]\n"u8.ToArray()),
                Vms = [.. Enumerable.Range(1, vms).Select(n => new VmSpec { Name = $"vm-{n}" })],
            }
        );
        var store = new FaultyStore(new FileStore(folder.File("store")));
        var records = new RecordStore(store, new RunKeys("t1"));
        var creation = new RunCreation(records);
        await creation.ClaimIdAsync(outcome.Config.ShouldNotBeNull(), default);
        var run = await LoadedRun.LoadAsync(records, default);
        await creation.CompleteCopiesAsync(
            run,
            JobSpecs.Derive(run.Config, run.Ref.Sha256),
            default
        );
        return new WorkerBed(run, store, folder);
    }

    public async Task<JobSpec> SpecAsync(string vm = "vm-1") =>
        (await Records.GetAsync<JobSpec>(Records.Keys.JobSpec(vm), default))!;

    public Task<WorkerOutcome> WorkAsync(
        string vm = "vm-1",
        bool leaveWhenDone = true,
        CancellationToken interrupt = default
    ) =>
        new BenchWorker(
            new WorkerRequest
            {
                Records = Records,
                Vm = vm,
                Folders = Folders,
                Workloads = [Work],
                Processes = new ProcessRunner(TimeProvider.System),
                PageCache = PageCache,
                Log = new WorkerLog(TextWriter.Synchronized(Log), TimeProvider.System),
                LeaveWhenDone = leaveWhenDone,
                Time = TimeProvider.System,
            }
        ).RunAsync(interrupt);

    public Task<Claim> FenceAsync(string vm = "vm-1") =>
        Fencing.FenceAsync(Records, vm, "test", TimeProvider.System, default);

    public Task CancelAsync() =>
        RunCancel.RequestAsync(Records, "test", null, TimeProvider.System, default);

    public Task SealAsync() =>
        Records.CreateAsync(
            Records.Keys.Seal,
            new Seal
            {
                Schema = Schemas.Seal,
                Writer = WriterId.New(),
                BenchmarkId = "t1",
                BenchVersion = "0",
                Reason = SealReason.Cancelled,
                Decision = 1,
                At = default,
                Config = Run.Ref,
                Entries = [],
                Superseded = [],
            },
            default
        );

    public Task<ResultRecord?> ResultAsync(int matrixId, string vm = "vm-1") =>
        Records.GetAsync<ResultRecord>(Records.Keys.Result(vm, matrixId, 1), default);

    public Task<IterationRecord?> IterationAsync(int matrixId, int iteration, string vm = "vm-1") =>
        Records.GetAsync<IterationRecord>(
            Records.Keys.Iteration(vm, matrixId, 1, iteration),
            default
        );

    public Task<Manifest?> ManifestAsync(string vm = "vm-1") =>
        Records.GetAsync<Manifest>(Records.Keys.Manifest(vm), default);

    /// <summary>What the worker of an epoch told last.</summary>
    public async Task<WorkerProgress> ProgressAsync(string vm = "vm-1", int epoch = 1) =>
        (await Records.GetAsync<WorkerProgress>(Records.Keys.Progress(vm, epoch), default))!;

    /// <summary>The log of a coordinator that leads.</summary>
    public async Task<DecisionLog> LeadAsync()
    {
        var log = new DecisionLog(
            Records,
            Run.Config,
            new CoordinatorIdentity
            {
                Id = "c",
                HostName = "host",
                ProcessId = 1,
            },
            TimeProvider.System
        );
        await log.LeadAsync(default);
        return log;
    }

    /// <summary>Keys of all committed records.</summary>
    public async Task<IReadOnlyList<string>> CommittedAsync()
    {
        var keys = new List<string>();
        await foreach (var found in Store.ListAsync(Records.Keys.Results, default))
        {
            var name = Path.GetFileName(found.Key);
            if (name.StartsWith("iteration-", StringComparison.Ordinal) || name == "result.json")
            {
                keys.Add(found.Key);
            }
        }
        return keys;
    }

    /// <summary>What workers left on local disk.</summary>
    public IReadOnlyList<string> Leftovers() =>
        Directory.Exists(Folders.Work)
            ? Directory.GetFiles(Folders.Work, "*", SearchOption.AllDirectories)
            : [];

    public void Dispose()
    {
        _folder.Dispose();
        Log.Dispose();
    }
}
