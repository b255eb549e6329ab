using System.Text;
using Bench.Model.Runs;
using Bench.Planning;
using Bench.Planning.Inputs;

namespace Bench.Cli.Tests.Doctor;

/// <summary>A planned run for a patient.</summary>
internal static class PlannedRun
{
    /// <param name="row">Modules, files and their size.</param>
    public static RunConfig OfHub(string row, string testData, double leaseSeconds = 30) =>
        new Planner(TimeProvider.System, [])
            .Plan(
                new PlanRequest
                {
                    BenchmarkId = "t1",
                    BenchVersion = "0",
                    Writer = new string('a', 32),
                    Seed = 1,
                    Options = new RunOptions
                    {
                        Iterations = 1,
                        Distribution = DistributionMode.Even,
                        Cache = CacheMode.None,
                        HostSharing = HostSharing.Turns,
                        TestData = testData,
                        Mount = "directory",
                        IterationTimeoutSeconds = 1,
                        RunTimeoutSeconds = 1,
                        LeaseSeconds = leaseSeconds,
                        PollIntervalSeconds = 1,
                    },
                    TestCsv = new SourceFile(
                        "cases.csv",
                        Encoding.UTF8.GetBytes(
                            $"workload,modules,files,size\nhub-hydration,{row}\n"
                        )
                    ),
                    JobFile = SourceFile.None,
                    Vms = [new VmSpec { Name = "vm-1" }],
                }
            )
            .Config.ShouldNotBeNull();
}
