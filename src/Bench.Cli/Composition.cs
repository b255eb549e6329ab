using System.CommandLine;
using Bench.Cli.Inputs;
using Bench.Cli.Output;
using Bench.Fleet.Local;
using Bench.Model.Runs;
using Bench.Mounts.Rules;
using Bench.Mounts.ToolSources.Rules;
using Bench.Planning;
using Bench.Planning.Problems;
using Bench.Workloads;
using Bench.Workloads.Fio;
using Bench.Workloads.Hydration;

namespace Bench.Cli;

/// <summary>Puts the parts together.</summary>
internal static class Composition
{
    /// <summary>The workloads of this version.</summary>
    public static IReadOnlyList<IWorkload> Workloads { get; } =
    [
        new FioWorkload(),
        new HydrationWorkload(
            [SelfCommand.Current.FileName, .. SelfCommand.Current.Arguments],
            BenchVersion.Current
        ),
    ];

    /// <summary>The planned run; null when there were errors, which have been told by then.</summary>
    public static async Task<RunConfig?> PlanAsync(
        PlanInputs inputs,
        ParseResult parsed,
        TimeProvider time,
        TextWriter errors,
        CancellationToken cancel
    )
    {
        var (request, problems) = await inputs.ReadAsync(parsed, time, cancel);
        if (request is null)
        {
            ProblemText.Write(errors, problems);
            return null;
        }
        var outcome = new Planner(
            time,
            [
                .. WorkloadRules.All(Workloads),
                new MountSourceRule(),
                new OwnedArgumentsRule(),
                new UnusedArgumentsRule(),
                new ToolSourceRule(),
            ]
        ).Plan(FioEstimate.AddTo(HydrationEstimate.AddTo(request)));
        List<Problem> all = [.. problems, .. outcome.Problems];
        ProblemText.Write(errors, all);
        return ProblemSummary.HasErrors(all) ? null : outcome.Config;
    }
}
