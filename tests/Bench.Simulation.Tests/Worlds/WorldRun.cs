using Bench.Simulation.Tests.Checking;

namespace Bench.Simulation.Tests.Worlds;

/// <summary>What became of one seed.</summary>
internal sealed record Outcome(
    ulong Seed,
    string Digest,
    IReadOnlyList<string> Problems,
    string Trace,
    WorldFacts Facts
);

/// <summary>Runs the world of a seed from its begin to its end, and checks all that must hold.</summary>
internal static class WorldRun
{
    private const long MaxSteps = 300_000;
    private static readonly TimeSpan LongestRun = TimeSpan.FromMinutes(20);
    private static readonly TimeSpan LongestAfterlife = TimeSpan.FromMinutes(2);

    public static Outcome Run(ulong seed, Defect? defect = null, bool isText = false)
    {
        var world = new World(seed, defect ?? Defect.None, isText);
        world.Trace.Note(null, "begins", world.Scenario.ToString());
        world.Mishaps.Arrange();
        var operation = new Operator(world);
        operation.Begin();
        new SelfStarting(world).Begin();

        var problems = new List<string>();
        if (Live(world, operation) is { } unended)
        {
            problems.Add(unended);
        }
        problems.AddRange(world.Defects);
        var evidence = Evidence.Of(world);
        if (problems.Count == 0)
        {
            problems.AddRange(Rules.All.SelectMany(rule => Check(rule, evidence)));
        }
        return new Outcome(
            seed,
            world.Trace.Digest,
            problems,
            world.Trace.Text,
            WorldFacts.Of(world, evidence)
        );
    }

    /// <summary>What a rule finds. Records that it cannot even read are a finding too.</summary>
    private static List<string> Check(IRule rule, Evidence evidence)
    {
        try
        {
            return [.. rule.Check(evidence)];
        }
        catch (Exception e)
        {
            return [$"{rule.GetType().Name} cannot make sense of what was written: {e}"];
        }
    }

    /// <summary>Why the world did not come to its end; null when it did.</summary>
    private static string? Live(World world, Operator operation)
    {
        var scheduler = world.Scheduler;
        if (
            scheduler.Run(() => operation.IsDone, MaxSteps, world.Scenario.CalmFrom + LongestRun) is
            { } unended
        )
        {
            return $"the run has no end: {unended}; {Alive(world)}";
        }
        // What is still on its way, and workers that have not seen the seal.
        var until = scheduler.Elapsed + LongestAfterlife;
        return
            scheduler.Run(() => world.Processes.All(p => !p.IsAlive), MaxSteps, until)
                is { } lingering
            ? $"after the seal: {lingering}; {Alive(world)}"
            : null;
    }

    private static string Alive(World world) =>
        "alive: " + string.Join(", ", world.Processes.Where(process => process.IsAlive));
}
