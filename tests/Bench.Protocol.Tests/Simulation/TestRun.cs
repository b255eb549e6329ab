using Bench.Model.Claims;
using Bench.Model.Decisions;
using Bench.Model.Json;
using Bench.Model.Keys;
using Bench.Model.Results;
using Bench.Model.Runs;
using Bench.Protocol.Claims;
using Bench.Protocol.Commits;
using Bench.Protocol.Decisions;
using Bench.Protocol.Records;
using Bench.Storage;
using Bench.Testing.Runs;

namespace Bench.Protocol.Tests.Simulation;

/// <summary>Runs and records of the shapes that tests need.</summary>
public static class TestRun
{
    public const string Id = "run-1";
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);
    public static readonly CancellationToken None = CancellationToken.None;

    public static RecordStore RecordsOf(IObjectStore store) => new(store, new RunKeys(Id));

    /// <summary>Test cases spread over VMs (<c>vm-1</c>, …) in turn.</summary>
    public static RunConfig Config(int tests = 2, int configs = 2, int vms = 2, int iterations = 2)
    {
        var input = new InputFile
        {
            Name = "input",
            Sha256 = "",
            Content = [1, 2, 3],
        };
        var config = new RunConfig
        {
            Schema = Schemas.Run,
            Writer = WriterId.New(),
            BenchmarkId = Id,
            CreatedAt = DateTimeOffset.UnixEpoch,
            BenchVersion = "0.1.0",
            Seed = 1,
            Options = Options(iterations),
            Configs = [.. Enumerable.Range(1, configs).Select(ConfigOf)],
            TestCases = [.. Enumerable.Range(1, tests).Select(TestOf)],
            Vms = [.. Enumerable.Range(1, vms).Select(n => new VmSpec { Name = Vm(n) })],
            Distribution = [],
            Inputs = new RunInputs
            {
                TestCsv = input,
                ConfigsCsv = input,
                JobFile = input,
            },
        };
        return config with
        {
            Distribution =
            [
                .. config.Vms.Select(
                    (vm, i) =>
                        new VmShare
                        {
                            Vm = vm.Name,
                            Entries =
                            [
                                .. config
                                    .TestCases.Where(test => (test.Ordinal - 1) % vms == i)
                                    .SelectMany(test =>
                                        config.Configs.Select(c => config.MatrixIdOf(c, test))
                                    ),
                            ],
                        }
                ),
            ],
        };
    }

    public static string Vm(int number) => $"vm-{number}";

    public static CoordinatorIdentity Coordinator(string id) =>
        new()
        {
            Id = id,
            HostName = "host",
            ProcessId = 1,
        };

    public static ClaimHolder Holder(int process, string bootId = "boot-1") =>
        new()
        {
            HostName = "host",
            BootId = bootId,
            ProcessId = process,
            ProcessStartTicks = process,
            LockPath = $"/locks/{process}",
            LockDevice = 1,
            LockInode = process,
        };

    public static Claim Claim(string vm, int epoch, int process = 1) =>
        new()
        {
            Schema = Schemas.Claim,
            Writer = WriterId.New(),
            Vm = vm,
            Epoch = epoch,
            Kind = ClaimKind.Holder,
            At = DateTimeOffset.UnixEpoch,
            Holder = Holder(process),
        };

    public static Decision Decision(int number, DecisionKind kind, string coordinator = "a") =>
        new()
        {
            Schema = Schemas.Decision,
            Writer = WriterId.New(),
            Number = number,
            Kind = kind,
            Coordinator = Coordinator(coordinator),
            At = DateTimeOffset.UnixEpoch,
        };

    public static Grant Grant(string vm, int attempt, params int[] matrixIds) =>
        new()
        {
            Vm = vm,
            Entries =
            [
                .. matrixIds.Select(id => new AttemptGrant { MatrixId = id, Attempt = attempt }),
            ],
        };

    public static FenceRequest Fence(string vm) => new() { Vm = vm, Reason = "silent" };

    public static IterationRecord Iteration(
        Attempt attempt,
        int iteration,
        bool ok = true,
        int epoch = 1
    ) =>
        SampleRecords.Iteration(attempt.Vm, attempt.MatrixId, attempt.Number, iteration, ok) with
        {
            Epoch = epoch,
        };

    /// <summary>Commits iterations of an attempt, and its result when all planned ones are there.</summary>
    /// <param name="good">Whether each iteration is ok.</param>
    public static async Task CommitAsync(
        RecordStore records,
        RunConfig config,
        Attempt attempt,
        IReadOnlyList<bool> good,
        bool withResult = true
    )
    {
        var committing = new Committing(records, new SteppingTime());
        var iterations = new List<IterationRef>();
        for (var n = 1; n <= good.Count; n++)
        {
            iterations.Add(await committing.CommitAsync(Iteration(attempt, n, good[n - 1]), None));
        }
        if (withResult)
        {
            await committing.CommitResultAsync(
                Claim(attempt.Vm, 1),
                config.Entry(attempt.MatrixId),
                attempt,
                iterations,
                "it failed",
                None
            );
        }
    }

    /// <summary>A spec for each VM, the same for the same config.</summary>
    public static IReadOnlyList<JobSpec> Specs(RunConfig config) =>
        [
            .. config.Distribution.Select(share => new JobSpec
            {
                Schema = Schemas.JobSpec,
                Writer = config.Writer,
                VmName = share.Vm,
                BenchmarkId = config.BenchmarkId,
                BenchVersion = config.BenchVersion,
                InputDigests = new InputDigests
                {
                    ConfigSha256 = "",
                    TestCsvSha256 = "",
                    JobFileSha256 = "",
                },
                Seed = config.Seed,
                Iterations = config.Options.Iterations,
                TotalTests = share.Entries.Count,
                TotalRuns = share.Entries.Count * config.Options.Iterations,
                Options = config.Options,
                JobFile = "[job]",
                JobFileName = "job.fio",
                TestEntries = [.. share.Entries.Select(config.Entry)],
            }),
        ];

    private static RunOptions Options(int iterations) =>
        SampleRecords.Options with
        {
            Iterations = iterations,
            LeaseSeconds = Lease.TotalSeconds,
        };

    private static ConfigSpec ConfigOf(int id) =>
        new()
        {
            ConfigId = id,
            Label = $"config {id}",
            Commit = "master",
            MountArgs = [],
        };

    private static TestCaseSpec TestOf(int ordinal) =>
        new()
        {
            Ordinal = ordinal,
            TestId = $"t{ordinal}",
            Line = ordinal + 1,
            Workload = "fio",
            Params = new Dictionary<string, string>(),
        };
}

/// <summary>Locks as the test says; a lock that it says nothing of cannot be seen.</summary>
public sealed class FakeLocks(string bootId = "boot-1") : ILockProbe
{
    public Dictionary<int, LockState> ByProcess { get; } = [];

    public string BootId => bootId;

    public LockState Probe(ClaimHolder holder) =>
        ByProcess.GetValueOrDefault(holder.ProcessId, LockState.Unknown);
}
