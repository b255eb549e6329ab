using Bench.EndToEnd.Tests.Harness;
using Bench.EndToEnd.Tests.Recomputation;

namespace Bench.EndToEnd.Tests.Dying;

/// <summary>Workers that stand still, and coordinators that do: others go on, and who comes back is told.</summary>
public sealed class LostVmTests
{
    private static readonly RunSetup Setup = new()
    {
        Job = Given.TimedJob("400ms"),
        // A worker that stands still would keep the turn for ever.
        More = ["--lease", "1", "--host-sharing", "concurrent"],
    };

    [Test]
    public async Task A_worker_that_stands_still_is_fenced_and_leaves_when_it_wakes()
    {
        await using var sandbox = new Sandbox();
        using var run = Setup.Start(sandbox);
        var bucket = sandbox.Bucket("t1");
        await Until.TrueAsync(
            () =>
                bucket.Iterations().Any(name => name.Contains("/vm-1/", StringComparison.Ordinal)),
            "vm-1 has committed something",
            () => run.Output + run.Errors
        );
        var zombie = sandbox.Worker("vm-1").ShouldNotBeNull();
        Signals.Send(zombie.Pid, Signals.Stop);

        var ended = (await run.EndAsync()).ShouldHaveCode(0);
        ended.Output.ShouldContain("vm-1 is fenced: it was silent");
        ended.Output.ShouldContain("vm-2 is granted test 1");
        var before = bucket.Committed();
        Signals.Send(zombie.Pid, Signals.Continue);
        await Until.TrueAsync(() => sandbox.Processes.Count == 0, "it leaves");

        var log = Directory.GetFiles(
            sandbox.Folder("tmp"),
            "vm-1.log",
            SearchOption.AllDirectories
        );
        (await File.ReadAllTextAsync(log.ShouldHaveSingleItem())).ShouldContain("stopping: ");
        bucket.Committed().ShouldBe(before, ignoreOrder: true);
        bucket.Seal["entries"]!
            .AsArray()
            .Select(entry => $"{entry!["status"]} {entry["vm"]}")
            .ShouldAllBe(entry => entry == "ok vm-2");
        bucket.Seal["superseded"]!.AsArray().ShouldNotBeEmpty();
        // All that was committed is counted or superseded.
        (await sandbox.BenchAsync("status", bucket.Uri)).Output.ShouldNotContain(
            "came after the seal"
        );
    }

    [Test]
    public async Task Of_two_coordinators_one_follows_and_takes_over_when_the_other_stands_still()
    {
        await using var sandbox = new Sandbox();
        using var run = (Setup with { Job = Given.TimedJob("1s") }).Start(sandbox);
        var bucket = sandbox.Bucket("t1");
        await Until.TrueAsync(() => bucket.Iterations().Count > 0, "it goes on");
        using var resume = sandbox.Start("resume", bucket.Uri);
        await Until.TrueAsync(
            () => resume.Output.Contains("t1: running", StringComparison.Ordinal),
            "it follows"
        );
        bucket.Has("decisions/00000002.json").ShouldBeFalse("the first one leads on");

        run.Signal(Signals.Stop);
        await Until.TrueAsync(() => bucket.Has("decisions/00000002.json"), "the other one leads");

        (await resume.EndAsync()).ShouldHaveCode(0);
        SealedRun.ShouldBeWhole(bucket, entries: 4, iterations: 2);
        run.Signal(Signals.Continue);
        (await run.EndAsync()).ShouldHaveCode(0);
    }
}
