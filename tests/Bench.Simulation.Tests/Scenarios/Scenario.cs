using Bench.Simulation.Tests.Hosts;
using Bench.Simulation.Tests.Scheduling;
using Bench.Simulation.Tests.Stores;

namespace Bench.Simulation.Tests.Scenarios;

/// <summary>What a world is like: drawn from its seed before anything happens.</summary>
internal sealed record Scenario
{
    public required int Vms { get; init; }
    public required int Tests { get; init; }
    public required int Configs { get; init; }
    public required int Iterations { get; init; }
    public required int WarmUpBlocks { get; init; }
    public required TimeSpan Lease { get; init; }
    public required TimeSpan Poll { get; init; }
    public required TimeSpan RunTimeout { get; init; }
    public required TimeSpan StartTimeout { get; init; }
    public required TimeSpan? EntryTimeout { get; init; }
    public required int Retries { get; init; }

    /// <summary>Whether the machines of the VMs start their workers, which stay until the seal; else coordinators do.</summary>
    public required bool IsSelfStarted { get; init; }
    public required Workload Work { get; init; }
    public required Weather Weather { get; init; }

    /// <summary>From here on nothing more goes wrong, and everything that was broken is mended.</summary>
    public required TimeSpan CalmFrom { get; init; }

    /// <summary>How many things go wrong with processes and hosts until then.</summary>
    public required int Mishaps { get; init; }

    /// <summary>How often a worker finds its host unfit, until then.</summary>
    public required double Unfitness { get; init; }

    public static Scenario Draw(Dice dice)
    {
        var configs = dice.Between(1, 3);
        var lease = TimeSpan.FromSeconds(dice.Pick([1.0, 1.5, 2, 3, 5]));
        var longest = TimeSpan.FromSeconds(dice.Pick([0.2, 0.6, 1.5]));
        return new Scenario
        {
            Vms = dice.Between(1, 4),
            Tests = dice.Between(1, 12 / configs),
            Configs = configs,
            Iterations = dice.Between(1, 3),
            WarmUpBlocks = dice.Chance(0.15) ? 1 : 0,
            Lease = lease,
            Poll = TimeSpan.FromSeconds(dice.Pick([0.2, 0.5, 1])),
            RunTimeout = dice.Chance(0.1)
                ? TimeSpan.FromSeconds(dice.Between(2, 20))
                : TimeSpan.FromDays(1),
            StartTimeout = lease * dice.Between(1, 4),
            EntryTimeout = dice.Chance(0.1) ? longest * 2 : null,
            Retries = dice.Pick([0, 0, 1, 2]),
            IsSelfStarted = dice.Chance(0.5),
            Work = new Workload(longest / 4, longest, dice.Pick([0, 0, 0.1, 0.4])),
            Weather = DrawWeather(dice, lease),
            CalmFrom = TimeSpan.FromSeconds(dice.Between(3, 25)),
            Mishaps = dice.Pick([0, 1, 1, 2, 2, 3, 4, 6]),
            Unfitness = dice.Pick([0, 0, 0, 0.2]),
        };
    }

    public override string ToString() =>
        FormattableString.Invariant(
            $"{Vms} VMs{(IsSelfStarted ? " that start themselves" : "")}, {Retries} retries, {Tests} tests x {Configs} configs x {Iterations} iterations, lease {Lease.TotalSeconds} s, poll {Poll.TotalSeconds} s, {Mishaps} mishaps until {CalmFrom.TotalSeconds} s, {Weather}"
        );

    private static Weather DrawWeather(Dice dice, TimeSpan lease)
    {
        var fair = new Weather { SlowDelay = lease * 1.5, Patience = lease * 3 };
        return dice.Below(6) switch
        {
            0 => fair,
            1 => fair with { Delay = TimeSpan.FromMilliseconds(60) },
            2 => fair with { Retries = 0.1, Echoes = 0.05 },
            3 => fair with { IsSlow = 0.03, Retries = 0.02 },
            4 => fair with { Fails = 0.003, Retries = 0.03, Echoes = 0.03, IsSlow = 0.01 },
            _ => fair with
            {
                Hangs = 0.005,
                Fails = 0.001,
                Retries = 0.02,
                Delay = TimeSpan.FromMilliseconds(25),
            },
        };
    }
}
