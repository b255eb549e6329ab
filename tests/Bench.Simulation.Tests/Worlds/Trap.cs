using Bench.Simulation.Tests.Scheduling;

namespace Bench.Simulation.Tests.Worlds;

/// <summary>A mishap at a certain write: before it reaches the bucket, or when it is done and nobody knows.</summary>
internal sealed class Trap(string part, bool atDone, bool kills, int countdown)
{
    private static readonly string[] Parts =
    [
        "/config.json",
        "/jobs/",
        "/decisions/",
        "/decisions/",
        "/claims/",
        "/claims/",
        "/iteration-",
        "/iteration-",
        "/result.json",
        "/result.json",
        "/progress/",
        "fio_output.json",
        "/manifest.json",
        "/sealed.json",
        "/sealed.json",
        "/cancel",
    ];

    private int _countdown = countdown;

    public bool Kills { get; } = kills;

    public static Trap Draw(Dice dice)
    {
        var part = dice.Pick(Parts);
        return new Trap(
            part,
            dice.Chance(0.5),
            dice.Chance(0.5),
            dice.Between(1, part is "/sealed.json" or "/config.json" ? 1 : 4)
        );
    }

    public bool Springs(string key, bool isDone) =>
        isDone == atDone && key.Contains(part, StringComparison.Ordinal) && --_countdown == 0;
}
