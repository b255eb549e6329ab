using Bench.Model.Decisions;
using Bench.Simulation.Tests.Checking;
using Bench.Simulation.Tests.Scheduling;

namespace Bench.Simulation.Tests.Worlds;

/// <summary>What a world had in it: so that one can see that seeds do exercise what they are for.</summary>
internal sealed record WorldFacts(
    long Steps,
    int Requests,
    int Processes,
    int Killed,
    int Epochs,
    int Leads,
    int Fences,
    int Grants,
    int Commits,
    int Late,
    int Superseded,
    SealReason? Reason
)
{
    public static WorldFacts Of(World world, Evidence evidence) =>
        new(
            world.Scheduler.Steps,
            world.Trace.Lines,
            world.Processes.Count,
            world.Processes.Count(process => process.State == ProcessState.Killed),
            evidence.Claims.Count,
            evidence.Decisions.Count(d => d.Document.Kind == DecisionKind.Lead),
            evidence.Decisions.Count(d => d.Document.Kind == DecisionKind.Fence),
            evidence.Decisions.Count(d => d.Document.Kind == DecisionKind.Grant),
            evidence.Iterations.Count + evidence.Results.Count,
            evidence.Late.Count,
            evidence.Seal?.Document.Superseded.Count ?? 0,
            evidence.Seal?.Document.Reason
        );
}
