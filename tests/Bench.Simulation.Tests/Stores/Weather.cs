using Bench.Simulation.Tests.Scheduling;

namespace Bench.Simulation.Tests.Stores;

/// <summary>What happens to one request.</summary>
internal enum Fate
{
    Fine,

    /// <summary>It fails, and nothing was done.</summary>
    FailsBefore,

    /// <summary>It is done, and the caller is told that it failed.</summary>
    FailsAfter,

    /// <summary>It is done, its reply is lost, and the layer below asks again.</summary>
    Retried,

    /// <summary>It arrives again much later, when nobody waits for it any more.</summary>
    Echoed,

    /// <summary>Neither done nor answered, until the caller or the layer below gives up.</summary>
    HangsBefore,

    /// <summary>Done, and not answered.</summary>
    HangsAfter,
}

/// <summary>How often requests go wrong, and how long they take.</summary>
internal sealed record Weather
{
    public static Weather Fair { get; } = new();

    public double Fails { get; init; }
    public double Retries { get; init; }
    public double Echoes { get; init; }
    public double Hangs { get; init; }
    public double IsSlow { get; init; }

    /// <summary>Of one way.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromMilliseconds(8);
    public TimeSpan SlowDelay { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>After how long the layer below gives up.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    public Fate Draw(Dice dice)
    {
        var drawn = dice.Fraction();
        if ((drawn -= Fails) < 0)
        {
            return dice.Chance(0.5) ? Fate.FailsBefore : Fate.FailsAfter;
        }
        if ((drawn -= Retries) < 0)
        {
            return Fate.Retried;
        }
        if ((drawn -= Echoes) < 0)
        {
            return Fate.Echoed;
        }
        return drawn - Hangs >= 0 ? Fate.Fine
            : dice.Chance(0.5) ? Fate.HangsBefore
            : Fate.HangsAfter;
    }

    public TimeSpan OneWay(Dice dice) =>
        dice.UpTo(dice.Chance(IsSlow) ? SlowDelay : Delay) + TimeSpan.FromMicroseconds(100);
}
