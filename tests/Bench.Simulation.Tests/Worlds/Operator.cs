using Bench.Model.Json;
using Bench.Model.Leading;
using Bench.Simulation.Tests.Programs;
using Bench.Simulation.Tests.Scheduling;

namespace Bench.Simulation.Tests.Worlds;

/// <summary>The person behind a run: starts it, and goes on with it when no coordinator is left.</summary>
internal sealed class Operator(World world)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LongestBreak = TimeSpan.FromSeconds(3);

    /// <summary>Whether the run is sealed and nothing is left to do for its coordinators.</summary>
    public bool IsDone { get; private set; }

    public void Begin()
    {
        Start(isCancelled: false);
        LookLater();
    }

    private void LookLater() =>
        world.Scheduler.After(world.Dice.UpTo(LongestBreak), owner: null, Look);

    private void Look()
    {
        var isLed = world.Processes.Any(process => process.IsAlive && !IsWorker(process));
        if (world.IsSealed && !isLed && HasCompleted())
        {
            IsDone = true;
            return;
        }
        if (!world.IsSealed && IsGivenUp())
        {
            world.Trace.Note(null, "the operator gives up a run that waits");
            Start(isCancelled: true);
        }
        else if (!isLed)
        {
            Start(isCancelled: world.Bucket.Get(world.Keys.Cancel) is not null && !world.IsSealed);
        }
        LookLater();
    }

    /// <summary>A run that waits, and says why, although all is mended: nobody comes who could go on with it.</summary>
    private bool IsGivenUp() =>
        world.Scheduler.Elapsed - world.Scenario.CalmFrom > Patience
        && world.Bucket.Get(world.Keys.Cancel) is null
        && world.Bucket.Get(world.Keys.Leading) is { } leading
        && Documents.Read<LeadingRecord>(leading, world.Keys.Leading).Waiting is not null;

    /// <summary>Whether somebody who saw the seal came to an end: else its manifests may be unfinished.</summary>
    private bool HasCompleted() =>
        world.Processes.Any(process =>
            process.State == ProcessState.Ended
            && !IsWorker(process)
            && process.LastWord.StartsWith("sealed", StringComparison.Ordinal)
        );

    private void Start(bool isCancelled)
    {
        var host = world.Dice.Chance(0.8) ? world.Hosts[0] : world.Dice.Pick(world.Hosts);
        _ = isCancelled ? CancelProgram.Start(world, host) : CoordinatorProgram.Start(world, host);
    }

    private static bool IsWorker(SimProcess process) =>
        process.Name.StartsWith("vm-", StringComparison.Ordinal);
}
