using System.CommandLine;
using Bench.Cli.Inputs;
using Bench.Cli.Output;
using Bench.Model.Runs;
using Bench.Planning;
using Bench.Planning.Problems;
using Bench.Workloads;
using Bench.Workloads.Fio;

namespace Bench.Cli;

/// <summary>Puts the parts together.</summary>
internal static class Composition
{
    /// <summary>The workloads of this version.</summary>
    public static IReadOnlyList<IWorkload> Workloads { get; } = [new FioWorkload()];

    /// <summary>The planned run; null when there were errors, which have been told by then.</summary>
    public static RunConfig? Plan(
        PlanInputs inputs,
        ParseResult parsed,
        TimeProvider time,
        TextWriter errors
    )
    {
        var (request, problems) = inputs.Read(parsed, time);
        if (request is null)
        {
            ProblemText.Write(errors, problems);
            return null;
        }
        var outcome = new Planner(time, WorkloadRules.All(Workloads)).Plan(
            FioEstimate.AddTo(request)
        );
        ProblemText.Write(errors, outcome.Problems);
        return outcome.Config;
    }
}
