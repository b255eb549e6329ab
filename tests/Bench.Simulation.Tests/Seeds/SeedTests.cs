using System.Globalization;
using Bench.Simulation.Tests.Worlds;

namespace Bench.Simulation.Tests.Seeds;

/// <summary>Every seed is a world in which other things go wrong; what the protocol promises holds in all of them.</summary>
public sealed class SeedTests
{
    private const int Seeds = 10_000;

    [Test]
    public void What_the_protocol_promises_holds_in_every_world()
    {
        var outcomes = SeedRange.Run(FirstSeed, CountOr(Seeds));
        TestContext.Out.WriteLine(SeedReport.OfWorlds(outcomes));
        SeedReport
            .OfFailures([.. outcomes.Where(outcome => outcome.Problems.Count > 0)])
            .ShouldBeEmpty();
        ShouldHaveSeenAll(outcomes);
    }

    [Test, Category("Soak"), Explicit("Many more seeds: scripts/soak.")]
    public void What_the_protocol_promises_holds_in_many_more_worlds()
    {
        var outcomes = SeedRange.Run(1_000_000, CountOr(200_000));
        TestContext.Out.WriteLine(SeedReport.OfWorlds(outcomes));
        SeedReport
            .OfFailures([.. outcomes.Where(outcome => outcome.Problems.Count > 0)])
            .ShouldBeEmpty();
    }

    [Test]
    public void A_seed_is_the_same_world_each_time()
    {
        var first = SeedRange.Run(1, 100);
        var second = SeedRange.Run(1, 100);
        second.Select(o => o.Digest).ShouldBe(first.Select(o => o.Digest));
        first.Select(o => o.Digest).Distinct().Count().ShouldBe(100);
        SeedRange.Replay(7).Digest.ShouldBe(first[6].Digest);
    }

    [
        Test,
        Explicit("Prints the trace of one seed: BENCH_SIM_SEED=n scripts/test … --filter Replay.")
    ]
    public void Replay()
    {
        var text = Environment.GetEnvironmentVariable("BENCH_SIM_SEED");
        text.ShouldNotBeNullOrEmpty("Say which seed: BENCH_SIM_SEED=n.");
        var outcome = SeedRange.Replay(ulong.Parse(text, CultureInfo.InvariantCulture));
        TestContext.Out.WriteLine(outcome.Trace);
        outcome.Problems.ShouldBeEmpty();
    }

    private static ulong FirstSeed =>
        ulong.TryParse(
            Environment.GetEnvironmentVariable("BENCH_SIM_FIRST"),
            CultureInfo.InvariantCulture,
            out var first
        )
            ? first
            : 1;

    private static int CountOr(int count) =>
        int.TryParse(
            Environment.GetEnvironmentVariable("BENCH_SIM_SEEDS"),
            CultureInfo.InvariantCulture,
            out var asked
        )
            ? asked
            : count;

    /// <summary>Worlds in which nothing of the kind ever happens would prove nothing.</summary>
    private static void ShouldHaveSeenAll(IReadOnlyList<Outcome> outcomes)
    {
        var facts = outcomes.Select(outcome => outcome.Facts).ToList();
        facts.Sum(fact => fact.Killed).ShouldBeGreaterThan(facts.Count / 4);
        facts.Sum(fact => fact.Epochs).ShouldBeGreaterThan(facts.Count * 2);
        facts.Sum(fact => fact.Leads).ShouldBeGreaterThan(facts.Count);
        facts.Count(fact => fact.Late > 0).ShouldBeGreaterThan(0);
        facts.Select(fact => fact.Reason).Distinct().Count().ShouldBe(4);
    }
}
