using Bench.Simulation.Tests.Programs;
using Bench.Simulation.Tests.Scheduling;

namespace Bench.Simulation.Tests.Worlds;

/// <summary>
/// What keeps a worker going on the machine of each VM that starts its own: it comes up at some time, and after its end
/// it is started again, soon or, as if the machine were broken, only when calm has set in.
/// </summary>
internal sealed class SelfStarting(World world)
{
    private const double IsBroken = 0.25;
    private static readonly TimeSpan LongestBoot = TimeSpan.FromSeconds(3);

    public void Begin()
    {
        if (!world.Scenario.IsSelfStarted)
        {
            return;
        }
        for (var i = 0; i < world.Config.Vms.Count; i++)
        {
            StartLater(i);
        }
    }

    private void StartLater(int vm)
    {
        var wait = world.Dice.UpTo(LongestBoot) + TimeSpan.FromMilliseconds(200);
        if (!world.IsCalm && world.Dice.Chance(IsBroken))
        {
            wait += world.Scenario.CalmFrom - world.Scheduler.Elapsed;
        }
        world.Scheduler.After(wait, owner: null, () => Start(vm));
    }

    private void Start(int vm)
    {
        if (world.IsSealed)
        {
            return;
        }
        if (world.Bucket.Get(world.Keys.JobSpec(world.Config.Vms[vm].Name)) is null)
        {
            StartLater(vm);
            return;
        }
        var worker = WorkerProgram.Start(
            world,
            world.VmHosts[vm],
            world.Config.Vms[vm].Name,
            leavesWhenDone: false
        );
        worker.WhenGone = () => StartLater(vm);
    }
}
