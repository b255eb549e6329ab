using System.Text;
using Bench.Model.Runs;
using Bench.Planning;
using Bench.Planning.Inputs;
using Bench.Testing.Runs;

namespace Bench.Workloads.Tests.Hydration;

/// <summary>Plans rows of hubs.</summary>
internal static class PlannedHubs
{
    public static RunConfig Of(string csv, Func<RunOptions, RunOptions>? change = null) =>
        new Planner(TimeProvider.System, [])
            .Plan(
                new PlanRequest
                {
                    BenchmarkId = "t1",
                    BenchVersion = "0",
                    Writer = new string('a', 32),
                    Seed = 1,
                    Options = change?.Invoke(SampleRecords.Options) ?? SampleRecords.Options,
                    TestCsv = new SourceFile("cases.csv", Encoding.UTF8.GetBytes(csv)),
                    JobFile = SourceFile.None,
                    Vms = [new VmSpec { Name = "vm-1" }],
                }
            )
            .Config.ShouldNotBeNull();
}
