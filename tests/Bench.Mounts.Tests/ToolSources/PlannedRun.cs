using System.Text;
using Bench.Model.Json;
using Bench.Model.Runs;
using Bench.Planning;
using Bench.Planning.Inputs;
using Bench.Testing.Runs;

namespace Bench.Mounts.Tests.ToolSources;

/// <summary>A run as the planner makes it.</summary>
internal static class PlannedRun
{
    public static PlanOutcome Outcome(
        ToolSource? source,
        string[] commits,
        PlanRequestChange change
    )
    {
        var rows = string.Concat(commits.Select((commit, i) => $"{commit},,c{i}\n"));
        return new Planner(TimeProvider.System, change.Rules).Plan(
            new PlanRequest
            {
                BenchmarkId = "t1",
                BenchVersion = "0",
                Writer = WriterId.New(),
                Seed = 1,
                TestCsv = File("cases.csv", "block_size\n4k\n8k\n16k\n"),
                ConfigsCsv = File("configs.csv", $"commit,mount_args,label\n{rows}"),
                JobFile = File("job.fio", "[job]\n"),
                Vms =
                [
                    .. Enumerable.Range(1, change.Vms).Select(n => new VmSpec { Name = $"vm-{n}" }),
                ],
                Options = SampleRecords.Options with
                {
                    Iterations = 6,
                    Mount = change.Mount,
                    ToolSource = source,
                },
            }
        );
    }

    public static RunConfig Of(ToolSource source, string[] commits, int vms) =>
        Outcome(source, commits, new PlanRequestChange { Vms = vms }).Config.ShouldNotBeNull();

    private static SourceFile File(string name, string text) =>
        new(name, Encoding.UTF8.GetBytes(text));
}

/// <summary>In what a planned run differs from the usual one.</summary>
internal sealed record PlanRequestChange
{
    public int Vms { get; init; } = 1;
    public string Mount { get; init; } = "tool";
    public IReadOnlyList<Bench.Planning.Validators.IPlanRule> Rules { get; init; } = [];
}
