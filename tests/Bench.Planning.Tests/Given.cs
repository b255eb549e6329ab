using System.Text;
using Bench.Model.Runs;
using Bench.Planning.Inputs;
using Bench.Planning.Problems;
using Bench.Planning.Validators;

namespace Bench.Planning.Tests;

/// <summary>Inputs that are good unless a test spoils them.</summary>
internal static class Given
{
    public const string FirstGeneration =
        "test_id,block_size,io_depth,num_jobs,file_size\n1,4k,32,1,1g\n2,1m,64,4,10g\n3,128k,16,2,5g\n";

    public const string TwoConfigs =
        "commit,mount_args,label\nmaster,--client-protocol=grpc,grpc\nmaster,--client-protocol=http1,http1\n";

    public static SourceFile File(string text, string name = "cases.csv") =>
        new(name, Encoding.UTF8.GetBytes(text));

    public static SourceFile Suite(string name) =>
        new(
            name,
            System.IO.File.ReadAllBytes(
                Path.Combine(
                    TestContext.CurrentContext.TestDirectory,
                    "TestData",
                    "gcsfuse-suites",
                    name
                )
            )
        );

    public static RunOptions Options =>
        new()
        {
            Iterations = 2,
            Distribution = DistributionMode.Even,
            Cache = CacheMode.None,
            HostSharing = HostSharing.Turns,
            TestData = "/data",
            Mount = "directory",
            IterationTimeoutSeconds = 1800,
            RunTimeoutSeconds = 7200,
            LeaseSeconds = 60,
            PollIntervalSeconds = 30,
        };

    public static PlanRequest Request =>
        new()
        {
            BenchmarkId = "t1",
            BenchVersion = "0.1.0",
            Writer = new string('a', 32),
            Seed = 42,
            Options = Options,
            TestCsv = File(FirstGeneration),
            ConfigsCsv = File(TwoConfigs, "configs.csv"),
            JobFile = File("[job]\nbs=BLOCK_SIZE\n", "job.fio"),
            Vms = Vms(3),
        };

    public static IReadOnlyList<VmSpec> Vms(int count) =>
        [.. Enumerable.Range(1, count).Select(i => new VmSpec { Name = $"vm-{i}" })];

    public static IReadOnlyList<TestCaseSpec> Tests(
        int count,
        Func<int, double?>? seconds = null,
        Func<int, string?>? vmClass = null
    ) =>
        [
            .. Enumerable
                .Range(1, count)
                .Select(i => new TestCaseSpec
                {
                    Ordinal = i,
                    TestId = $"{i}",
                    Line = i + 1,
                    Workload = "fio",
                    VmClass = vmClass?.Invoke(i),
                    Params = new Dictionary<string, string>(StringComparer.Ordinal),
                    EstimatedSeconds = seconds?.Invoke(i),
                }),
        ];

    public static PlanOutcome Plan(PlanRequest request, params IPlanRule[] rules) =>
        new Planner(new FixedClock(), rules).Plan(request);

    /// <summary>The run of a request without errors.</summary>
    public static RunConfig Run(PlanRequest request)
    {
        var outcome = Plan(request);
        ProblemSummary
            .HasErrors(outcome.Problems)
            .ShouldBeFalse(string.Join('\n', outcome.Problems));
        return outcome.Config.ShouldNotBeNull();
    }

    /// <summary>The lines of all problems.</summary>
    public static IReadOnlyList<string> Problems(PlanRequest request, params IPlanRule[] rules) =>
        [.. Plan(request, rules).Problems.Select(p => p.ToString())];

    public static DateTimeOffset Now { get; } = new(2030, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private sealed class FixedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Now;
    }
}
