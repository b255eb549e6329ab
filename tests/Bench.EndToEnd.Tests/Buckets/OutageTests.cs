using Bench.EndToEnd.Tests.Harness;
using Bench.EndToEnd.Tests.Recomputation;
using Bench.Testing.Gcs.Faults;

namespace Bench.EndToEnd.Tests.Buckets;

/// <summary>A bucket that is away for longer than it is tried.</summary>
public sealed class OutageTests
{
    /// <summary>Every request is refused. Clients are told to come back soon, so that their tries are over in 10 s, not 30.</summary>
    private static readonly FaultPlan Away = new()
    {
        Seed = 0,
        Share = 1,
        AtMost = int.MaxValue,
        Kinds = [FaultKind.Unavailable],
        RetryAfterSeconds = 1,
    };

    [Test]
    public async Task A_run_whose_bucket_goes_away_ends_unsealed_and_goes_on_when_it_is_back()
    {
        await using var bed = await GcsBed.CreateAsync();
        var setup = new RunSetup { Job = Given.TimedJob("400ms"), Iterations = 3 };
        using var run = setup.Start(bed.Sandbox);
        await bed.Mirror.WaitAsync("t1/results/", "/iteration-", 2, run);

        bed.Server.Inject(Away);
        var ended = await run.EndAsync();
        await Until.TrueAsync(
            () => bed.Sandbox.Processes.Count == 0,
            "workers end too",
            () => string.Join('\n', bed.Sandbox.Processes)
        );
        bed.Server.Calm();

        ended.ShouldHaveCode(3).Errors.ShouldContain(GcsBed.RunUri);
        ended.Errors.ShouldContain("tried 9 times");
        foreach (var vm in new[] { "vm-1", "vm-2" })
        {
            var log = WorkerLog(bed, vm);
            log.ShouldContain($"{GcsBed.RunUri}/");
            log.ShouldContain("tried 9 times");
        }
        var before = await bed.Mirror.CopyAsync("t1");
        before.Has("sealed.json").ShouldBeFalse();
        var committed = before.Committed();
        committed.Count.ShouldBeInRange(2, 11);

        (await bed.Sandbox.BenchAsync("resume", GcsBed.RunUri)).ShouldHaveCode(0);

        var copy = await bed.Mirror.CopyAsync("t1");
        foreach (var (name, text) in committed)
        {
            copy.Text(name).ShouldBe(text, "what is committed stays");
        }
        SealedRun.ShouldBeWhole(copy, entries: 4, iterations: 3);
    }

    [Test]
    public async Task A_worker_whose_bucket_goes_away_ends_with_3_and_the_uri()
    {
        await using var bed = await GcsBed.CreateAsync();
        var setup = new RunSetup
        {
            Job = Given.TimedJob("400ms"),
            Iterations = 3,
            Workers = 1,
        };
        using var run = setup.Start(bed.Sandbox);
        await bed.Mirror.WaitAsync("t1/results/", "/iteration-", 1, run);
        await run.KillAsync();
        var first = bed.Sandbox.Worker("vm-1").ShouldNotBeNull();
        Signals.Send(first.Pid, Signals.Kill);
        await Until.TrueAsync(() => bed.Sandbox.Processes.Count == 0, "the first worker is gone");
        using var worker = bed.Sandbox.Start("worker", "--run", GcsBed.RunUri, "--vm", "vm-1");
        await bed.Mirror.WaitAsync("t1/claims/", "vm-1/000002.json", 1, worker);
        await bed.Mirror.WaitAsync("t1/results/", "/iteration-", 3, worker);

        bed.Server.Inject(Away);

        var ended = (await worker.EndAsync()).ShouldHaveCode(3);
        ended.Errors.ShouldContain($"bench: {GcsBed.RunUri}/");
        ended.Errors.ShouldContain("tried 9 times");
        bed.Sandbox.Processes.ShouldBeEmpty();
        bed.Server.Calm();
        (await bed.Sandbox.BenchAsync("resume", GcsBed.RunUri)).ShouldHaveCode(0);
        SealedRun.ShouldBeWhole(await bed.Mirror.CopyAsync("t1"), entries: 4, iterations: 3);
    }

    private static string WorkerLog(GcsBed bed, string vm) =>
        File.ReadAllText(
            Directory
                .GetFiles(bed.Sandbox.Folder("tmp"), $"{vm}.log", SearchOption.AllDirectories)
                .ShouldHaveSingleItem()
        );
}
