using Bench.EndToEnd.Tests.Harness;
using Bench.EndToEnd.Tests.Recomputation;

namespace Bench.EndToEnd.Tests.Dying;

/// <summary>Kills of coordinators and workers at moments that nobody chose; the seed of a failure is in its message.</summary>
public sealed class RandomKillTests
{
    private const int MostKills = 2;
    private const int Entries = 4;
    private const int Iterations = 2;

    private static readonly RunSetup Setup = new()
    {
        Job = Given.TimedJob("100ms"),
        Iterations = Iterations,
        More = ["--lease", "1"],
    };

    [Test]
    public Task Twenty_runs() => KillAsync(SoakKills.Or(20), firstSeed: 1);

    [Test, Explicit, Category("Soak")]
    public Task Many_runs() => KillAsync(SoakKills.Or(200), firstSeed: 1000);

    private static async Task KillAsync(int runs, int firstSeed)
    {
        for (var seed = firstSeed; seed < firstSeed + runs; seed++)
        {
            (await RunWithKillsAsync(seed)).ShouldBeGreaterThan(
                0,
                $"seed {seed}: the run was over before any kill"
            );
        }
    }

    private static async Task<int> RunWithKillsAsync(int seed)
    {
        var random = new Random(seed);
        var kills = random.Next(1, MostKills + 1);
        var story = new List<string> { $"seed {seed}" };
        await using var sandbox = new Sandbox();
        var bucket = sandbox.Bucket("t1");
        var coordinator = Setup.Start(sandbox);
        var known = new Dictionary<string, string>();
        var killed = 0;
        try
        {
            await Until.TrueAsync(() => bucket.Has("config.json"), "the run is there");
            while (killed < kills && !bucket.Has("sealed.json"))
            {
                await WaitAsync(random, coordinator);
                if (Victim(sandbox, random) is not { } victim || bucket.Has("sealed.json"))
                {
                    break;
                }
                story.Add($"kill {victim} with {bucket.Iterations().Count} committed");
                Signals.Send(victim.Pid, Signals.Kill);
                killed++;
                Keep(bucket, known);
                if (victim.Pid == coordinator.Pid)
                {
                    await coordinator.EndAsync();
                    coordinator = sandbox.Start("resume", bucket.Uri);
                }
            }
            var ended = await coordinator.EndAsync();
            story.Add(ended.All);
            if (ended.Code == 2)
            {
                story.Add("sealed before it could be resumed");
                (await sandbox.BenchAsync("report", bucket.Uri)).ShouldHaveCode(0);
            }
            else
            {
                ended.ShouldHaveCode(0);
            }
            foreach (var (name, text) in known)
            {
                bucket.Text(name).ShouldBe(text, "a committed iteration stays as it is");
            }
            SealedRun.ShouldBeWhole(bucket, Entries, Iterations);
        }
        catch (Exception e) when (e is ShouldAssertException or AssertionException)
        {
            throw new AssertionException($"{string.Join('\n', story)}\n{e.Message}", e);
        }
        return killed;
    }

    /// <summary>Some time within the length of a run, which is part of the experiment and waits for nothing.</summary>
    private static Task WaitAsync(Random random, BenchProcess coordinator) =>
        Task.WhenAny(
            Task.Delay(TimeSpan.FromMilliseconds(random.Next(0, 1200))),
            coordinator.EndAsync()
        );

    private static HostProcess? Victim(Sandbox sandbox, Random random)
    {
        var candidates = sandbox
            .Processes.Where(p =>
                p.Owner is null && p.Arguments.Any(a => a is "worker" or "run" or "resume")
            )
            .OrderBy(p => p.Pid)
            .ToList();
        return candidates.Count == 0 ? null : candidates[random.Next(candidates.Count)];
    }

    private static void Keep(Bucket bucket, Dictionary<string, string> known)
    {
        foreach (var (name, text) in bucket.Committed())
        {
            known.TryAdd(name, text);
        }
    }
}
