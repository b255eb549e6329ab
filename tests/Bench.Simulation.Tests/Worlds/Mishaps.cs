using Bench.Simulation.Tests.Hosts;
using Bench.Simulation.Tests.Programs;
using Bench.Simulation.Tests.Scheduling;
using Bench.Simulation.Tests.Stores;

namespace Bench.Simulation.Tests.Worlds;

/// <summary>What goes wrong with processes and machines, at moments that the dice choose or at a certain request.</summary>
internal sealed class Mishaps(World world) : IRequestWatch
{
    private readonly List<Trap> _traps = [];
    private List<(int Weight, Action Do)>? _kinds;

    private Dice Dice => world.Dice;

    private Scheduler Scheduler => world.Scheduler;

    private TimeSpan Lease => world.Scenario.Lease;

    public void Arrange()
    {
        _kinds = Kinds();
        for (var i = 0; i < world.Scenario.Mishaps; i++)
        {
            if (Dice.Chance(0.4))
            {
                _traps.Add(Trap.Draw(Dice));
            }
            else
            {
                Scheduler.After(Dice.UpTo(world.Scenario.CalmFrom), owner: null, Strike);
            }
        }
        Scheduler.After(world.Scenario.CalmFrom, owner: null, Calm);
    }

    public void Asked(SimProcess process, string operation, string key) =>
        Spring(process, operation, key, isDone: false);

    public void Done(SimProcess process, string operation, string key) =>
        Spring(process, operation, key, isDone: true);

    private void Spring(SimProcess process, string operation, string key, bool isDone)
    {
        if (_traps.Count == 0 || operation is "get" or "list" || !process.IsAlive)
        {
            return;
        }
        var index = _traps.FindIndex(trap => trap.Springs(key, isDone));
        if (index < 0)
        {
            return;
        }
        var kills = _traps[index].Kills;
        _traps.RemoveAt(index);
        if (kills)
        {
            process.Kill();
        }
        else
        {
            FreezeFor(process, Dice.UpTo(Lease * 4));
        }
    }

    /// <summary>The end of all mishaps: everything that waits for a mending has it.</summary>
    private void Calm()
    {
        world.Trace.Note(null, "calm");
        _traps.Clear();
        world.Stores.Weather = Weather.Fair;
        foreach (var process in world.Processes)
        {
            process.CutOffUntil = 0;
            process.Thaw();
        }
    }

    private void Strike()
    {
        var kinds = _kinds!;
        var drawn = Dice.Below(kinds.Sum(kind => kind.Weight));
        foreach (var (weight, act) in kinds)
        {
            if ((drawn -= weight) < 0)
            {
                act();
                return;
            }
        }
    }

    private List<(int Weight, Action Do)> Kinds() =>
        [
            (6, () => OnOne(IsWorker, process => process.Kill())),
            (4, () => OnOne(IsCoordinator, process => process.Kill())),
            (2, Reboot),
            (5, () => OnOne(IsWorker, process => FreezeFor(process, Dice.UpTo(Lease * 4)))),
            (3, () => OnOne(IsCoordinator, process => FreezeFor(process, Dice.UpTo(Lease * 4)))),
            (3, () => OnOne(_ => true, StepClock)),
            (4, () => OnOne(_ => true, CutOff)),
            (1, () => world.Processes.Where(p => p.IsAlive).ToList().ForEach(CutOff)),
            (2, ForgetLocks),
            (4, () => CoordinatorProgram.Start(world, Dice.Pick(world.Hosts))),
            (
                3,
                () => WorkerProgram.Start(world, Dice.Pick(world.Hosts), AnyVm(), Dice.Chance(0.5))
            ),
            (1, () => OnOne(IsCoordinator, process => process.Interrupt())),
            (2, () => OnOne(IsWorker, process => process.Interrupt())),
            (1, () => CancelProgram.Start(world, Dice.Pick(world.Hosts))),
        ];

    private static bool IsWorker(SimProcess process) =>
        process.Name.StartsWith("vm-", StringComparison.Ordinal);

    private static bool IsCoordinator(SimProcess process) => !IsWorker(process);

    private string AnyVm() => Dice.Pick(world.Config.Vms).Name;

    private void OnOne(Func<SimProcess, bool> which, Action<SimProcess> act)
    {
        var candidates = world
            .Processes.Where(process => process.State == ProcessState.Running && which(process))
            .ToList();
        if (candidates.Count > 0)
        {
            act(Dice.Pick(candidates));
        }
    }

    private void FreezeFor(SimProcess process, TimeSpan time)
    {
        process.Freeze();
        Scheduler.After(time, owner: null, process.Thaw);
    }

    private void StepClock(SimProcess process)
    {
        process.WallOffset += Dice.Chance(0.5) ? TimeSpan.FromHours(1) : TimeSpan.FromHours(-1);
        world.Trace.Note(process, "has its clock set");
    }

    private void CutOff(SimProcess process)
    {
        process.OnlyRepliesAreLost = Dice.Chance(0.3);
        process.CutOffUntil = Scheduler.Now + Dice.UpTo(Lease * 4).Ticks;
        world.Trace.Note(process, "is cut off");
    }

    private void Reboot()
    {
        var host = Dice.Pick(world.AllHosts.ToList());
        foreach (var process in world.Processes.Where(process => process.Host == host).ToList())
        {
            process.Kill();
        }
        host.Reboot();
        world.Trace.Note(null, "boots", host.Name);
    }

    private void ForgetLocks()
    {
        var host = Dice.Pick(world.AllHosts.ToList());
        host.ForgetLocks();
        world.Trace.Note(null, "forgets its locks", host.Name);
    }
}
