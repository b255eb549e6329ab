using Bench.Model.Claims;
using Bench.Model.Decisions;
using Bench.Model.Json;
using Bench.Model.Progress;
using Bench.Model.Results;
using Bench.Model.Runs;
using Bench.Model.Sealing;
using SchemaNames = Bench.Model.Json.Schemas;

namespace Bench.Model.Tests.Json;

/// <summary>One full document of each kind, its texts and numbers varied by a seed.</summary>
internal static partial class Sample
{
    private static readonly DateTimeOffset At = new(2030, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);
    private static readonly string Writer = new('a', 32);

    public static IReadOnlyList<Document> All(string text, long number, double real) =>
        [
            Run(text, number, real),
            Spec(text, number),
            new Claim
            {
                Schema = SchemaNames.Claim,
                Writer = Writer,
                Vm = text,
                Epoch = Int(number),
                Kind = ClaimKind.Holder,
                At = At,
                Holder = new ClaimHolder
                {
                    HostName = text,
                    BootId = text,
                    ProcessId = Int(number),
                    ProcessStartTicks = number,
                    LockPath = text,
                    LockDevice = number,
                    LockInode = number,
                },
                Reason = text,
            },
            DecisionOf(text, number),
            new Cancellation
            {
                Schema = SchemaNames.Cancel,
                Writer = Writer,
                At = At,
                By = text,
                Reason = text,
            },
            Progress(text, number, real),
            Iteration(text, number, real),
            new ResultRecord
            {
                Schema = SchemaNames.Result,
                Writer = Writer,
                Vm = text,
                Epoch = 1,
                MatrixId = Int(number),
                TestId = text,
                ConfigId = 1,
                Attempt = 1,
                Status = IterationStatus.Ok,
                PlannedIterations = 6,
                At = At,
                Reason = text,
                Iterations =
                [
                    new IterationRef
                    {
                        Iteration = 1,
                        Status = IterationStatus.Failed,
                        Record = Ref(text, number),
                    },
                ],
            },
            ManifestOf(text, number),
            SealOf(text, number),
            LeadingOf(text, number, real),
            HubPerfOf(text, number, real),
            HubPreservedOf(text, number),
            HubSnapshotOf(text, number),
        ];

    private static int Int(long number) => unchecked((int)number);

    private static RecordRef Ref(string text, long number) =>
        new()
        {
            Key = text,
            Length = number,
            Sha256 = text,
        };

    private static RunOptions Options(string text, double real) =>
        new()
        {
            Iterations = 6,
            Distribution = DistributionMode.Weighted,
            Cache = CacheMode.Drop,
            AllowNotDropped = true,
            HostSharing = HostSharing.Turns,
            TestData = text,
            Mount = "directory",
            IterationTimeoutSeconds = real,
            RunTimeoutSeconds = real,
            LeaseSeconds = real,
            PollIntervalSeconds = real,
            RunName = text,
        };

    private static Dictionary<string, string> Params(string text) =>
        new(StringComparer.Ordinal) { ["block_size"] = text, ["Any Name"] = "1m" };

    private static InputFile Input(string text, long number) =>
        new()
        {
            Name = text,
            Sha256 = text,
            Content = BitConverter.GetBytes(number),
        };

    private static RunConfig Run(string text, long number, double real) =>
        new()
        {
            Schema = SchemaNames.Run,
            Writer = Writer,
            BenchmarkId = text,
            CreatedAt = At,
            BenchVersion = text,
            Seed = number,
            Options = Options(text, real),
            Configs =
            [
                new ConfigSpec
                {
                    ConfigId = 1,
                    Label = text,
                    Commit = text,
                    ResolvedCommit = text,
                    MountArgs = [text, "", "\""],
                },
            ],
            TestCases =
            [
                new TestCaseSpec
                {
                    Ordinal = 1,
                    TestId = text,
                    Line = 2,
                    Workload = "fio",
                    VmClass = text,
                    Params = Params(text),
                    EstimatedSeconds = real,
                },
            ],
            Vms = [new VmSpec { Name = text, HostName = text }],
            Distribution = [new VmShare { Vm = text, Entries = [1, Int(number)] }],
            Inputs = new RunInputs
            {
                TestCsv = Input(text, number),
                ConfigsCsv = Input(text, number),
                JobFile = Input(text, number),
            },
        };

    private static JobSpec Spec(string text, long number) =>
        new()
        {
            Schema = SchemaNames.JobSpec,
            Writer = Writer,
            VmName = text,
            BenchmarkId = text,
            BenchVersion = text,
            InputDigests = new InputDigests
            {
                ConfigSha256 = text,
                TestCsvSha256 = text,
                JobFileSha256 = text,
            },
            Seed = number,
            Iterations = 6,
            TotalTests = 1,
            TotalRuns = 6,
            Options = Options(text, 1.5),
            JobFile = text,
            JobFileName = text,
            TestEntries =
            [
                new MatrixEntry
                {
                    MatrixId = Int(number),
                    TestId = text,
                    TestOrdinal = 1,
                    ConfigId = 1,
                    ConfigLabel = text,
                    Commit = text,
                    MountArgs = [text],
                    Workload = "fio",
                    Params = Params(text),
                },
            ],
        };

    private static Decision DecisionOf(string text, long number) =>
        new()
        {
            Schema = SchemaNames.Decision,
            Writer = Writer,
            Number = Int(number),
            Kind = DecisionKind.Grant,
            Coordinator = new CoordinatorIdentity
            {
                Id = text,
                HostName = text,
                ProcessId = 1,
            },
            At = At,
            Grant = new Grant
            {
                Vm = text,
                Entries = [new AttemptGrant { MatrixId = 1, Attempt = Int(number) }],
                Cause = GrantCause.Retry,
            },
            Fence = new FenceRequest { Vm = text, Reason = text },
            Go = new GoSignal
            {
                MatrixId = 1,
                Attempt = 1,
                Iteration = 1,
                Participants = [text],
            },
            Seal = new SealIntention { Reason = SealReason.WorkersLost },
        };

    private static WorkerProgress Progress(string text, long number, double real) =>
        new()
        {
            Schema = SchemaNames.Progress,
            Vm = text,
            Epoch = 1,
            Sequence = number,
            State = WorkerState.Waiting,
            StartedAt = At,
            At = At,
            EntriesTotal = 1,
            EntriesOk = 1,
            EntriesFailed = 0,
            IterationsTotal = 6,
            IterationsOk = 5,
            IterationsFailed = 1,
            IterationSeconds = real,
            IterationsTimed = 6,
            Current = new CurrentWork
            {
                MatrixId = 1,
                TestId = text,
                ConfigLabel = text,
                Iteration = 1,
                Phase = text,
                PhaseSeconds = real,
            },
            LastErrors = [text],
            Stopped = new StopAcknowledgement(text, 1, 2, [text]),
        };

    private static IterationRecord Iteration(string text, long number, double real) =>
        new()
        {
            Schema = SchemaNames.Iteration,
            Writer = Writer,
            Vm = text,
            Epoch = 1,
            MatrixId = 1,
            TestId = text,
            ConfigId = 1,
            Attempt = 1,
            Iteration = 1,
            Block = 1,
            Status = IterationStatus.Failed,
            Failure = new Failure
            {
                Kind = "timeout",
                Phase = "measure",
                Reason = text,
                ExitCode = Int(number),
                Signal = 9,
            },
            StartedAt = At,
            DurationSeconds = real,
            Phases =
            [
                new PhaseSpan
                {
                    Name = "measure",
                    StartSeconds = real,
                    DurationSeconds = real,
                    Phases =
                    [
                        new PhaseSpan
                        {
                            Name = text,
                            StartSeconds = 0,
                            DurationSeconds = real,
                        },
                    ],
                },
            ],
            Cache = new CacheEvidence
            {
                Mode = CacheMode.Warm,
                Outcome = "warmed",
                ResidentBytes = number,
                DataBytes = number,
            },
            Tools = Params(text),
            Host = new HostFacts
            {
                HostName = text,
                BootId = text,
                Kernel = text,
                CpuModel = text,
                CpuCount = 2,
                MemoryBytes = number,
            },
            Colocated = true,
            Raw =
            [
                new RawFile
                {
                    Role = "fio",
                    Key = text,
                    Length = number,
                    Crc32C = "e3069283",
                    Sha256 = text,
                },
            ],
        };

    private static Manifest ManifestOf(string text, long number) =>
        new()
        {
            Schema = SchemaNames.Manifest,
            VmName = text,
            BenchmarkId = text,
            Status = ManifestStatus.Running,
            StartTime = At,
            EndTime = At,
            TotalTests = Int(number),
            CompletedTests = 0,
            FailedTests = 0,
            Tests =
            [
                new ManifestTest
                {
                    MatrixId = 1,
                    TestId = text,
                    ConfigId = 1,
                    ConfigLabel = text,
                    Status = TestStatus.Missing,
                    Attempt = 1,
                    IterationsPlanned = 6,
                    IterationsOk = 0,
                    IterationsFailed = 0,
                    Reason = text,
                    Params = Params(text),
                },
            ],
        };

    private static Seal SealOf(string text, long number) =>
        new()
        {
            Schema = SchemaNames.Seal,
            Writer = Writer,
            BenchmarkId = text,
            BenchVersion = text,
            Reason = SealReason.TimedOut,
            Decision = Int(number),
            At = At,
            Config = Ref(text, number),
            Entries =
            [
                new SealedEntry
                {
                    MatrixId = 1,
                    Status = EntryStatus.Ok,
                    Vm = text,
                    Attempt = 1,
                    CrossVm = true,
                    Result = Ref(text, number),
                    PartialIterations = [Ref(text, number)],
                },
            ],
            Superseded = [Ref(text, number)],
        };
}
