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
    public async Task A_run_whose_bucket_goes_away_says_so_and_is_whole_when_it_is_back()
    {
        await using var bed = await GcsBed.CreateAsync();
        var setup = new RunSetup { Job = Given.TimedJob("400ms"), Iterations = 3 };
        using var run = setup.Start(bed.Sandbox);
        await bed.Mirror.WaitAsync("t1/results/", "/iteration-", 2, run);

        bed.Server.Inject(Away);
        await Until.TrueAsync(
            () => (run.Output + run.Errors).Contains("tried 9 times", StringComparison.Ordinal),
            "it says that the store fails",
            () => run.Output + run.Errors
        );
        run.Output.ShouldContain($"the store fails, and is asked again: {GcsBed.RunUri}/");
        run.HasExited.ShouldBeFalse(run.Output + run.Errors);
        bed.Server.Calm();
        var before = await bed.Mirror.CopyAsync("t1");
        before.Has("sealed.json").ShouldBeFalse();
        var committed = before.Committed();
        committed.Count.ShouldBeInRange(2, 11);

        var ended = await run.EndAsync();

        if (ended.Code != 0)
        {
            // A worker whose commit was refused to the end leaves; its host counts as unfit, and the run is not sealed.
            ended.ShouldHaveCode(3).Errors.ShouldContain("bench resume");
            (await bed.Sandbox.BenchAsync("resume", GcsBed.RunUri)).ShouldHaveCode(0);
        }
        var copy = await bed.Mirror.CopyAsync("t1");
        foreach (var (name, text) in committed)
        {
            copy.Text(name).ShouldBe(text, "what is committed stays");
        }
        SealedRun.ShouldCountOnce(copy, entries: 4, iterations: 3);
    }

    [Test]
    public async Task A_worker_that_measures_while_its_bucket_is_away_ends_its_fio_and_goes_on_after()
    {
        await using var bed = await GcsBed.CreateAsync();
        var setup = new RunSetup
        {
            Tests = Given.OneTest,
            Configs = null,
            Job = Given.TimedJob("10s"),
            Iterations = 1,
            Workers = 1,
            More = ["--lease", "2"],
        };
        using var run = setup.Start(bed.Sandbox);
        await Until.TrueAsync(
            () => bed.Sandbox.Children.Any(child => child.Measures),
            "it measures",
            () => run.Output + run.Errors
        );

        bed.Server.Inject(Away);
        await Until.TrueAsync(
            () => WorkerLog(bed, "vm-1").Contains("waits for the store", StringComparison.Ordinal),
            "its claim could not be confirmed",
            () => WorkerLog(bed, "vm-1")
        );
        await Until.TrueAsync(() => bed.Sandbox.Children.Count == 0, "its fio is ended");
        bed.Server.Calm();

        (await run.EndAsync()).ShouldHaveCode(0);
        var copy = await bed.Mirror.CopyAsync("t1");
        copy.Names("claims").Count.ShouldBe(1, "it was the same worker all along");
        SealedRun.ShouldBeWhole(copy, entries: 1, iterations: 1);
    }

    private static string WorkerLog(GcsBed bed, string vm) =>
        File.ReadAllText(
            Directory
                .GetFiles(bed.Sandbox.Folder("tmp"), $"{vm}.log", SearchOption.AllDirectories)
                .ShouldHaveSingleItem()
        );
}
