using Bench.EndToEnd.Tests.Harness;
using Bench.EndToEnd.Tests.Recomputation;

namespace Bench.EndToEnd.Tests.Dying;

/// <summary>A worker killed in any phase: its coordinator starts it again, and nothing committed runs twice.</summary>
public sealed class WorkerKillTests
{
    private const int Iterations = 3;

    private static readonly RunSetup Setup = new()
    {
        Tests = Given.OneTest,
        Job = Given.TimedJob("400ms"),
        Iterations = Iterations,
        Workers = 1,
        More = ["--lease", "1"],
    };

    [Test]
    public Task While_it_prepares() =>
        KilledAsync(
            Setup with
            {
                Tests = Given.OneTest.Replace("256k", "256m", StringComparison.Ordinal),
            },
            sandbox => sandbox.Children.Any(p => p.LaysOut)
        );

    [Test]
    public Task While_it_measures_the_first_iteration() =>
        KilledAsync(Setup, sandbox => sandbox.Children.Count(p => p.Measures) >= 3);

    [Test]
    public Task While_it_measures_a_later_iteration() =>
        KilledAsync(
            Setup,
            sandbox =>
                sandbox.Bucket("t1").Iterations().Count >= 2
                && sandbox.Children.Any(p => p.Measures)
        );

    [Test]
    public Task While_it_uploads() =>
        KilledAsync(
            Setup,
            sandbox =>
                sandbox
                    .Bucket("t1")
                    .Names("results")
                    .Any(name => name.Contains("/0002-e", StringComparison.Ordinal))
        );

    [Test]
    public Task Between_two_iterations() =>
        KilledAsync(Setup, sandbox => sandbox.Bucket("t1").Iterations().Count >= 1);

    [Test]
    public Task When_an_entry_has_its_result() =>
        KilledAsync(
            Setup,
            sandbox =>
                sandbox
                    .Bucket("t1")
                    .Names("results")
                    .Any(name => name.EndsWith("/result.json", StringComparison.Ordinal))
        );

    [Test]
    public async Task While_it_waits_for_its_turn()
    {
        await using var sandbox = new Sandbox();
        var setup = Setup with
        {
            Tests = Given.TwoTests,
            Job = Given.TimedJob("1500ms"),
            Iterations = 1,
            Workers = 2,
        };
        using var run = setup.Start(sandbox);
        var bucket = sandbox.Bucket("t1");
        string? waiting = null;
        await Until.TrueAsync(
            () =>
                (
                    waiting = new[] { "vm-1", "vm-2" }.FirstOrDefault(vm =>
                        bucket.Phase(vm) == "turn"
                    )
                )
                    is not null,
            "a worker waits",
            () => run.Output + run.Errors
        );

        Signals.Send((sandbox.Worker(waiting!)).ShouldNotBeNull().Pid, Signals.Kill);

        (await run.EndAsync()).ShouldHaveCode(0);
        SealedRun.ShouldBeWhole(bucket, entries: 4, iterations: 1);
        bucket.Has($"claims/{waiting}/000002.json").ShouldBeTrue();
    }

    [Test]
    public async Task While_it_warms_the_cache()
    {
        await using var sandbox = new Sandbox();
        var setup = Setup with { Job = Given.ShortJob, More = ["--lease", "1", "--cache", "warm"] };
        (await (setup with { Id = "t0" }).RunAsync(sandbox)).ShouldHaveCode(0);
        // A large file beside those of the read set is read as well, which takes its time.
        var set = Directory.GetDirectories(Path.Combine(sandbox.Data, "bench-data")).Single();
        var large = Path.Combine(set, "large");
        await using (var file = File.Create(large))
        {
            file.SetLength(4L << 30);
        }
        using var run = setup.Start(sandbox);
        var bucket = sandbox.Bucket("t1");
        await Until.TrueAsync(() => bucket.Phase("vm-1") == "cache", "it warms the cache");

        Signals.Send(sandbox.Worker("vm-1").ShouldNotBeNull().Pid, Signals.Kill);
        File.Delete(large);

        (await run.EndAsync()).ShouldHaveCode(0);
        SealedRun.ShouldBeWhole(bucket, entries: 2, iterations: Iterations);
        bucket.Has("claims/vm-1/000002.json").ShouldBeTrue();
    }

    private static async Task KilledAsync(RunSetup setup, Func<Sandbox, bool> reached)
    {
        await using var sandbox = new Sandbox();
        using var run = setup.Start(sandbox);
        var bucket = sandbox.Bucket(setup.Id);
        await Until.TrueAsync(
            () => reached(sandbox),
            "the phase is reached",
            () => run.Output + run.Errors
        );

        Signals.Send(sandbox.Worker("vm-1").ShouldNotBeNull(run.Output).Pid, Signals.Kill);
        var orphans = sandbox.Children.Where(p =>
            p.Owner!.EndsWith("/1", StringComparison.Ordinal)
        );
        var pids = orphans.Select(p => p.Pid).ToHashSet();
        await Until.TrueAsync(
            () => !sandbox.Children.Any(p => pids.Contains(p.Pid)),
            "the children of the dead worker are gone"
        );
        var committed = bucket
            .Committed()
            .Where(record => record.Value.Contains("\"epoch\": 1", StringComparison.Ordinal))
            .ToList();

        (await run.EndAsync()).ShouldHaveCode(0);

        foreach (var (name, text) in committed)
        {
            bucket.Text(name).ShouldBe(text, "what is committed stays");
        }
        bucket.Has("claims/vm-1/000002.json").ShouldBeTrue("a second epoch went on");
        SealedRun.ShouldBeWhole(bucket, entries: 2, iterations: setup.Iterations);
        sandbox.Processes.ShouldBeEmpty();
    }
}
