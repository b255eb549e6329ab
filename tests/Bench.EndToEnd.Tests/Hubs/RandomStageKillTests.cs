using Bench.EndToEnd.Tests.Harness;
using Bench.Testing.S3;

namespace Bench.EndToEnd.Tests.Hubs;

/// <summary>Stages that are killed at moments that nobody chose; the seed of a failure is in its message.</summary>
public sealed class RandomStageKillTests
{
    /// <summary>Of one stage, before it is left to end.</summary>
    private const int KillsOfStage = 2;

    private const int Modules = 4;

    [TestCase(false)]
    [TestCase(true)]
    public Task A_few_kills(bool onBucket) => KillAsync(SoakKills.Or(3), firstSeed: 1, onBucket);

    [TestCase(false)]
    [TestCase(true)]
    [Explicit, Category("Soak")]
    public Task Many_kills(bool onBucket) =>
        KillAsync(SoakKills.Or(200) / 2, firstSeed: 1000, onBucket);

    private static async Task KillAsync(int kills, int firstSeed, bool onBucket)
    {
        await using var bucket = onBucket
            ? await RgwServer.FromEnvironment().UseInThisProcess().NewBucketAsync()
            : null;
        for (var seed = firstSeed; kills > 0; seed++)
        {
            var story = new List<string> { $"seed {seed}" };
            try
            {
                var killed = await RunAsync(
                    seed,
                    story,
                    kills,
                    bucket is null ? null : name => bucket.UriOf($"hub{seed}/{name}")
                );
                killed.ShouldBeGreaterThan(0, "everything was over before any kill");
                kills -= killed;
            }
            catch (ShouldAssertException e)
            {
                throw new AssertionException($"{string.Join('\n', story)}\n{e.Message}", e);
            }
        }
    }

    private static async Task<int> RunAsync(
        int seed,
        List<string> story,
        int kills,
        Func<string, string>? place
    )
    {
        var random = new Random(seed);
        await using var bed = new PipelineBed
        {
            Place = place,
            Backend = place is null ? [] : ["--backend", "s3"],
        };
        await bed.MakeAsync(Modules);
        var left = kills;

        async Task StageAsync(IReadOnlyList<string> words, string? isDone = null)
        {
            for (var i = 0; i < KillsOfStage && left > 0; i++)
            {
                if (!await IsKilledAsync(bed, words, random, story))
                {
                    return;
                }
                left--;
            }
            var ended = await bed.Sandbox.BenchAsync(words);
            story.Add($"{words[1]}: {ended.All}");
            // One that was killed between its last write and its end has nothing more to do, and says so.
            if (isDone is null || !ended.Errors.Contains(isDone, StringComparison.Ordinal))
            {
                ended.ShouldHaveCode(0);
            }
        }

        await StageAsync(bed.Seeding());
        await StageAsync(bed.Preserving(), "something is there already");
        // It checks the baseline's digest.
        await StageAsync(bed.Measuring("--enable-dehydration"));
        await StageAsync(
            bed.Taking(
                place?.Invoke("run/zen-seed-packed")
                    ?? $"file://{bed.PlaceOf("run")}/zen-seed-packed"
            )
        );
        PipelineBed.Modules(bed.Snapshot).ShouldBe(PipelineBed.Tree(bed.Made));
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
