using Bench.EndToEnd.Tests.Harness;

namespace Bench.EndToEnd.Tests.Hubs;

/// <summary>Stages that are killed at moments that nobody chose; the seed of a failure is in its message.</summary>
public sealed class RandomStageKillTests
{
    /// <summary>Of one stage, before it is left to end.</summary>
    private const int KillsOfStage = 2;

    private const int Modules = 4;

    [Test]
    public Task A_few_kills() => KillAsync(SoakKills.Or(3), firstSeed: 1);

    [Test, Explicit, Category("Soak")]
    public Task Many_kills() => KillAsync(SoakKills.Or(200), firstSeed: 1000);

    private static async Task KillAsync(int kills, int firstSeed)
    {
        for (var seed = firstSeed; kills > 0; seed++)
        {
            var random = new Random(seed);
            var story = new List<string> { $"seed {seed}" };
            try
            {
                var killed = await RunAsync(random, story, kills);
                killed.ShouldBeGreaterThan(0, "everything was over before any kill");
                kills -= killed;
            }
            catch (ShouldAssertException e)
            {
                throw new AssertionException($"{string.Join('\n', story)}\n{e.Message}", e);
            }
        }
    }

    private static async Task<int> RunAsync(Random random, List<string> story, int kills)
    {
        await using var bed = new PipelineBed();
        await bed.MakeAsync(Modules);
        var left = kills;
        var source = $"file://{bed.PlaceOf("run")}/zen-seed-packed";

        async Task StageAsync(IReadOnlyList<string> words, Func<bool>? isDone = null)
        {
            for (var i = 0; i < KillsOfStage && left > 0; i++)
            {
                if (!await IsKilledAsync(bed, words, random, story))
                {
                    return;
                }
                left--;
            }
            // One that is killed between its last write and its end has nothing more to do.
            if (isDone?.Invoke() is not true)
            {
                (await bed.Sandbox.BenchAsync(words)).ShouldHaveCode(0);
            }
        }

        await StageAsync(bed.Seeding());
        await StageAsync(
            bed.Preserving(),
            () => File.Exists(Path.Combine(bed.PlaceOf("seeded"), "preserved.json"))
        );
        var baseline = PipelineBed.Tree(bed.PlaceOf("seeded"));
        await StageAsync(bed.Measuring("--enable-dehydration"));
        await StageAsync(bed.Taking(source));

        PipelineBed.Tree(bed.Snapshot).ShouldBe(PipelineBed.Tree(bed.Made));
        PipelineBed.Tree(bed.PlaceOf("seeded")).ShouldBe(baseline);
        foreach (var summary in bed.Summaries)
        {
            summary.GetProperty("totals").GetProperty("ok").GetInt32().ShouldBe(Modules);
        }
        return kills - left;
    }

    /// <summary>False when the stage came to its end before.</summary>
    private static async Task<bool> IsKilledAsync(
        PipelineBed bed,
        IReadOnlyList<string> words,
        Random random,
        List<string> story
    )
    {
        using var process = bed.Sandbox.Start(words);
        // Some time within the length of a stage, which is part of the experiment and waits for nothing.
        var wait = random.Next(0, 2500);
        await Task.WhenAny(Task.Delay(wait), process.EndAsync());
        process.Signal(Signals.Kill);
        var ended = await process.EndAsync();
        story.Add($"{words[1]}, {wait} ms: {ended.All}");
        if (ended.Code == 128 + Signals.Kill)
        {
            return true;
        }
        ended.ShouldHaveCode(0);
        return false;
    }
}
