using System.Globalization;
using Bench.Simulation.Tests.Defects;
using Bench.Simulation.Tests.Worlds;

namespace Bench.Simulation.Tests.Seeds;

/// <summary>Every seed is a world in which other things go wrong; what the protocol promises holds in all of them.</summary>
public sealed class SeedTests
{
    private const int Seeds = 10_000;

    [Test]
    public void What_the_protocol_promises_holds_in_every_world()
    {
        if (Setting("BENCH_SIM_SEED") is { } seed)
        {
            SeedReport.Again((ulong)seed).ShouldBeEmpty();
            return;
        }
        var outcomes = SeedRange.Run(
            (ulong)(Setting("BENCH_SIM_FIRST") ?? 1),
            (int)(Setting("BENCH_SIM_SEEDS") ?? Seeds)
        );
        ShouldHold(outcomes);
        if (outcomes.Count >= Seeds)
        {
            ShouldHaveSeenAll([.. outcomes.Select(outcome => outcome.Facts)]);
        }
    }

    [Test, Explicit, Category("Soak")]
    public void What_the_protocol_promises_holds_in_many_more_worlds() =>
        ShouldHold(SeedRange.Run(1_000_000, (int)(Setting("BENCH_SIM_SEEDS") ?? 200_000)));

    [Test]
    public void A_seed_is_the_same_world_each_time()
    {
        var first = SeedRange.Run(1, 100);
        var second = SeedRange.Run(1, 100);
        second.Select(o => o.Digest).ShouldBe(first.Select(o => o.Digest));
        first.Select(o => o.Digest).Distinct().Count().ShouldBe(100);
        SeedRange.Replay(7).Digest.ShouldBe(first[6].Digest);
    }

    [Test]
    public void The_time_of_day_decides_nothing()
    {
        var right = SeedRange.Run(1, 200);
        var wrong = SeedRange.Run(1, 200, new WrongClocks());
        wrong.Select(o => o.Digest).ShouldBe(right.Select(o => o.Digest));
    }

    private static void ShouldHold(IReadOnlyList<Outcome> outcomes)
    {
        TestContext.Out.WriteLine(SeedReport.OfWorlds(outcomes));
        SeedReport
            .OfFailures([.. outcomes.Where(outcome => outcome.Problems.Count > 0)])
            .ShouldBeEmpty();
    }

    /// <summary>Worlds in which nothing of the kind ever happens would prove nothing.</summary>
    private static void ShouldHaveSeenAll(IReadOnlyList<WorldFacts> facts)
    {
        facts.Sum(fact => fact.Killed).ShouldBeGreaterThan(facts.Count / 4);
        facts.Sum(fact => fact.Epochs).ShouldBeGreaterThan(facts.Count * 2);
        facts.Sum(fact => fact.Leads).ShouldBeGreaterThan(facts.Count);
        facts.Sum(fact => fact.Fences).ShouldBeGreaterThan(facts.Count / 10);
        facts.Sum(fact => fact.Grants).ShouldBeGreaterThan(facts.Count / 10);
        facts.Count(fact => fact.Superseded > 0).ShouldBeGreaterThan(facts.Count / 50);
        facts.Count(fact => fact.Late > 0).ShouldBeGreaterThan(0);
        facts.Select(fact => fact.Reason).Distinct().Count().ShouldBe(3);
    }

    private static long? Setting(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text
            ? long.Parse(text, CultureInfo.InvariantCulture)
            : null;
}
