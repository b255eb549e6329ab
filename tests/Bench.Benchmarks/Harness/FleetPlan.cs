using System.Globalization;
using System.Text;
using Bench.Model.Json;
using Bench.Model.Runs;
using Bench.Planning;
using Bench.Planning.Inputs;
using Bench.Testing.Runs;

namespace Bench.Benchmarks.Harness;

/// <summary>A run of many simulated workers, one test case for each.</summary>
internal static class FleetPlan
{
    public const string RunId = "t1";

    public static string VmName(int n) => string.Create(CultureInfo.InvariantCulture, $"vm-{n}");

    public static RunConfig Of(int vms, int iterations, TimeSpan lease, TimeSpan poll) =>
        new Planner(TimeProvider.System, [])
            .Plan(
                new PlanRequest
                {
                    BenchmarkId = RunId,
                    BenchVersion = "0",
                    Writer = WriterId.New(),
                    Seed = 7,
                    Options = SampleRecords.Options with
                    {
                        Iterations = iterations,
                        Fleet = FleetKind.None,
                        RunTimeoutSeconds = 1_000_000,
                        StartTimeoutSeconds = 100_000,
                        LeaseSeconds = lease.TotalSeconds,
                        PollIntervalSeconds = poll.TotalSeconds,
                    },
                    TestCsv = new SourceFile(
                        "cases.csv",
                        Encoding.UTF8.GetBytes(
                            "io_type\n" + string.Concat(Enumerable.Repeat("read\n", vms))
                        )
                    ),
                    JobFile = new SourceFile("job.fio", "[j]\n"u8.ToArray()),
                    Vms =
                    [
                        .. Enumerable.Range(1, vms).Select(n => new VmSpec { Name = VmName(n) }),
                    ],
                }
            )
            .Config!;
}
