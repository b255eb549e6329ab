using System.Globalization;
using System.Text;
using Bench.Model.Decisions;
using Bench.Model.Digests;
using Bench.Model.Json;
using Bench.Model.Keys;
using Bench.Model.Results;
using Bench.Model.Runs;
using Bench.Model.Samples;
using Bench.Model.Sealing;

namespace Bench.Reporting.Tests.Runs;

/// <summary>Makes the tree of a run in a store: config, raw files, iteration and result records, and the seal of them.</summary>
internal sealed class RunBuilder(string id = "run-1")
{
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly List<ConfigSpec> _configs = [];
    private readonly List<TestCaseSpec> _tests = [];
    private readonly List<VmSpec> _vms = [];
    private readonly List<SealedEntry> _entries = [];
    private readonly Dictionary<string, HostFacts> _hosts = new(StringComparer.Ordinal);

    public MemoryStore Store { get; } = new();
    public RunKeys Keys { get; } = new(id);
    public int Iterations { get; set; } = 1;
    public bool SeparateConfigs { get; set; }
    public HostSharing HostSharing { get; set; } = HostSharing.Turns;
    public DistributionMode Distribution { get; set; } = DistributionMode.Even;
    public SealReason Reason { get; set; } = SealReason.Completed;
    public string? RunName { get; set; }
    public string Workload { get; set; } = "fio";

    public RunBuilder Config(string label, params string[] mountArgs)
    {
        _configs.Add(
            new ConfigSpec
            {
                ConfigId = _configs.Count + 1,
                Label = label,
                Commit = "master",
                ResolvedCommit = "0123456789abcdef0123456789abcdef01234567",
                MountArgs = mountArgs,
            }
        );
        return this;
    }

    public RunBuilder Test(string testId, params (string Name, string Value)[] parameters)
    {
        _tests.Add(
            new TestCaseSpec
            {
                Ordinal = _tests.Count + 1,
                TestId = testId,
                Line = _tests.Count + 2,
                Workload = Workload,
                Params = parameters.ToDictionary(p => p.Name, p => p.Value, StringComparer.Ordinal),
            }
        );
        return this;
    }

    public RunBuilder Vm(string name, Func<HostFacts, HostFacts>? host = null)
    {
        _vms.Add(new VmSpec { Name = name });
        var facts = new HostFacts
        {
            HostName = $"{name}.example",
            BootId = $"boot-{name}",
            Kernel = "6.1.0-13-amd64",
            CpuModel = "Example CPU @ 2.80GHz",
            CpuCount = 16,
            MemoryBytes = 64L << 30,
        };
        _hosts[name] = host is null ? facts : host(facts);
        return this;
    }

    /// <summary>An attempt that ended; its status follows from its iterations.</summary>
    public RunBuilder Ended(int matrixId, string vm, params Iteration[] iterations)
    {
        var records = iterations
            .Select((iteration, i) => (Ref: Commit(matrixId, vm, i + 1, iteration), iteration))
            .ToList();
        var isOk = iterations.Length == Iterations && iterations.All(i => i.Failure is null);
        var status = isOk ? IterationStatus.Ok : IterationStatus.Failed;
        var (_, test, config) = Entry(matrixId);
        var result = new ResultRecord
        {
            Schema = Schemas.Result,
            Writer = Writer(matrixId),
            Vm = vm,
            Epoch = 1,
            MatrixId = matrixId,
            TestId = test.TestId,
            ConfigId = config.ConfigId,
            Attempt = 1,
            Status = status,
            PlannedIterations = Iterations,
            At = Start.AddMinutes(5),
            Iterations =
            [
                .. records.Select(
                    (r, i) =>
                        new IterationRef
                        {
                            Iteration = i + 1,
                            Status = r.iteration.Failure is null
                                ? IterationStatus.Ok
                                : IterationStatus.Failed,
                            Record = r.Ref,
                        }
                ),
            ],
        };
        _entries.Add(
            new SealedEntry
            {
                MatrixId = matrixId,
                Status = isOk ? EntryStatus.Ok : EntryStatus.Failed,
                Vm = vm,
                Attempt = 1,
                Result = Put(Keys.Result(vm, matrixId, 1), Documents.Write(result)),
            }
        );
        return this;
    }

    /// <summary>An attempt that never ended.</summary>
    public RunBuilder Unended(
        int matrixId,
        EntryStatus status,
        string? vm = null,
        params Iteration[] iterations
    )
    {
        _entries.Add(
            new SealedEntry
            {
                MatrixId = matrixId,
                Status = status,
                Vm = vm,
                Attempt = vm is null ? null : 1,
                PartialIterations =
                    iterations.Length == 0
                        ? null
                        :
                        [
                            .. iterations.Select(
                                (iteration, i) => Commit(matrixId, vm!, i + 1, iteration)
                            ),
                        ],
            }
        );
        return this;
    }

    public Seal Seal()
    {
        var config = RunConfig();
        return new Seal
        {
            Schema = Schemas.Seal,
            Writer = Writer(0),
            BenchmarkId = Keys.RunId,
            BenchVersion = "0.1.0",
            Reason = Reason,
            Decision = 2,
            At = Start.AddHours(1),
            Config = Put(Keys.Config, Documents.Write(config)),
            Entries = [.. _entries.OrderBy(e => e.MatrixId)],
            Superseded = [],
        };
    }

    private RunConfig RunConfig() =>
        new()
        {
            Schema = Schemas.Run,
            Writer = Writer(0),
            BenchmarkId = Keys.RunId,
            CreatedAt = Start,
            BenchVersion = "0.1.0",
            Seed = 42,
            Options = Options(),
            Configs = _configs,
            TestCases = _tests,
            Vms = _vms,
            Distribution =
            [
                .. _vms.Select(
                    (vm, i) =>
                        new VmShare
                        {
                            Vm = vm.Name,
                            Entries =
                            [
                                .. Enumerable
                                    .Range(1, _configs.Count * _tests.Count)
                                    .Where(m =>
                                        Distribution == DistributionMode.Replicate
                                        || (m - 1) % _tests.Count % _vms.Count == i
                                    ),
                            ],
                        }
                ),
            ],
            Inputs = new RunInputs
            {
                TestCsv = Input("test-cases.csv"),
                ConfigsCsv = Input("configs.csv"),
                JobFile = Input(Workload == "fio" ? "job.fio" : ""),
            },
        };

    private RunOptions Options() =>
        new()
        {
            Iterations = Iterations,
            Distribution = Distribution,
            Cache = CacheMode.Drop,
            HostSharing = HostSharing,
            TestData = "/data/set",
            Mount = "directory",
            IterationTimeoutSeconds = 1800,
            RunTimeoutSeconds = 7200,
            LeaseSeconds = 60,
            PollIntervalSeconds = 30,
            RunName = RunName,
            SeparateConfigs = SeparateConfigs,
        };

    private (int MatrixId, TestCaseSpec Test, ConfigSpec Config) Entry(int matrixId) =>
        (matrixId, _tests[(matrixId - 1) % _tests.Count], _configs[(matrixId - 1) / _tests.Count]);

    private RecordRef Commit(int matrixId, string vm, int number, Iteration iteration)
    {
        var (_, test, config) = Entry(matrixId);
        var raw = new List<RawFile>();
        Add(raw, "fio", "fio.json", iteration.Fio);
        Add(raw, "hub", "summary.json", iteration.Hub);
        Add(raw, "samples", "samples.csv", SampleTable.Write(iteration.Samples));
        Add(
            raw,
            "stderr",
            "stderr.txt",
            iteration.Failure is null ? null : "fio: failed\n"u8.ToArray()
        );
        foreach (var (log, i) in iteration.Logs.Select((log, i) => (log, i)))
        {
            Add(raw, "bw_log", $"fio_bw.{i + 1}.log", log);
        }
        var record = new IterationRecord
        {
            Schema = Schemas.Iteration,
            Writer = Writer(matrixId),
            Vm = vm,
            Epoch = 1,
            MatrixId = matrixId,
            TestId = test.TestId,
            ConfigId = config.ConfigId,
            Attempt = iteration.Attempt,
            Barrier = iteration.Barrier,
            Iteration = number,
            Block = number,
            Status = iteration.Failure is null ? IterationStatus.Ok : IterationStatus.Failed,
            Failure = iteration.Failure,
            StartedAt = Start.AddSeconds(number),
            DurationSeconds = iteration.Phases.Sum(p => p.DurationSeconds),
            Phases = iteration.Phases,
            Cache = new CacheEvidence { Mode = CacheMode.Drop, Outcome = "dropped" },
            Tools = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                [Workload == "fio" ? "fio" : "hub"] =
                    Workload == "fio" ? "fio-3.33" : "bench 0.1.0",
            },
            Host = _hosts[vm],
            Raw = raw,
        };
        return Put(
            Keys.Iteration(vm, matrixId, iteration.Attempt, number),
            Documents.Write(record)
        );

        void Add(List<RawFile> files, string role, string name, byte[]? content)
        {
            if (content is null)
            {
                return;
            }
            var key = Keys.Raw(vm, matrixId, iteration.Attempt, number, 1, name);
            Store.Objects[key] = content;
            var digest = ContentDigest.Of(content);
            files.Add(
                new RawFile
                {
                    Role = role,
                    Key = key,
                    Length = digest.Length,
                    Crc32C = digest.Crc32C,
                    Sha256 = digest.Sha256,
                }
            );
        }
    }

    private RecordRef Put(string key, byte[] content)
    {
        Store.Objects[key] = content;
        return new RecordRef
        {
            Key = key,
            Length = content.Length,
            Sha256 = ContentDigest.Sha256HexOf(content),
        };
    }

    private static InputFile Input(string name)
    {
        var content = Encoding.UTF8.GetBytes(name);
        return new InputFile
        {
            Name = name,
            Sha256 = ContentDigest.Sha256HexOf(content),
            Content = content,
        };
    }

    private static string Writer(int number) =>
        number.ToString("x32", CultureInfo.InvariantCulture);
}
