using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Bench.Model.Json;
using Bench.Model.Runs;
using Bench.Planning;
using Bench.Planning.Inputs;
using Bench.Testing.Runs;

namespace Bench.Simulation.Tests.Scenarios;

/// <summary>Plans the run of a scenario with the real planner.</summary>
internal static class Runs
{
    public const string Id = "r1";

    private static readonly ConcurrentDictionary<(int, int, int, int), RunConfig> Plans = [];

    public static RunConfig Plan(Scenario scenario)
    {
        var plan = Plans.GetOrAdd(
            (scenario.Vms, scenario.Tests, scenario.Configs, scenario.Iterations),
            _ => PlanAnew(scenario)
        );
        return plan with
        {
            Writer = WriterId.New(),
            Options = plan.Options with
            {
                WarmUpBlocks = scenario.WarmUpBlocks,
                RunTimeoutSeconds = scenario.RunTimeout.TotalSeconds,
                EntryTimeoutSeconds = scenario.EntryTimeout?.TotalSeconds,
                Retries = scenario.Retries,
                StartTimeoutSeconds = scenario.StartTimeout.TotalSeconds,
                LeaseSeconds = scenario.Lease.TotalSeconds,
                PollIntervalSeconds = scenario.Poll.TotalSeconds,
            },
        };
    }

    private static RunConfig PlanAnew(Scenario scenario) =>
        new Planner(TimeProvider.System, [])
            .Plan(
                new PlanRequest
                {
                    BenchmarkId = Id,
                    BenchVersion = "0",
                    Writer = WriterId.New(),
                    Seed = 7,
                    Options = SampleRecords.Options with
                    {
                        Iterations = scenario.Iterations,
                        HostSharing = HostSharing.Concurrent,
                        RunTimeoutSeconds = 1000,
                        LeaseSeconds = 1,
                    },
                    TestCsv = File("cases.csv", "io_type\n" + Rows(scenario.Tests, _ => "read")),
                    ConfigsCsv = File(
                        "configs.csv",
                        "commit,mount_args,label\n" + Rows(scenario.Configs, n => $"master,,c{n}")
                    ),
                    JobFile = File("job.fio", "[j]\n"),
                    Vms =
                    [
                        .. Enumerable
                            .Range(1, scenario.Vms)
                            .Select(n => new VmSpec
                            {
                                Name = string.Create(CultureInfo.InvariantCulture, $"vm-{n}"),
                            }),
                    ],
                }
            )
            .Config
        ?? throw new InvalidOperationException("The plan of a scenario is wrong.");

    private static string Rows(int count, Func<int, string> row) =>
        string.Concat(Enumerable.Range(1, count).Select(n => row(n) + "\n"));

    private static SourceFile File(string name, string text) =>
        new(name, Encoding.UTF8.GetBytes(text));
}
