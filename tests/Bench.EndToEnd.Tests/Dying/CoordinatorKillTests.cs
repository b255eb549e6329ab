using Bench.EndToEnd.Tests.Harness;
using Bench.EndToEnd.Tests.Recomputation;

namespace Bench.EndToEnd.Tests.Dying;

/// <summary>A coordinator killed at any step: resume finishes, and workers that lived on are not doubled.</summary>
public sealed class CoordinatorKillTests
{
    private static readonly RunSetup Setup = new()
    {
        Job = Given.TimedJob("200ms"),
        More = ["--lease", "1"],
    };

    [TestCase("config.json")]
    [TestCase("test-cases.csv")]
    [TestCase("jobs/vm-1.json")]
    [TestCase("jobs/vm-2.json")]
    [TestCase("decisions/00000001.json")]
    [TestCase("claims/vm-1/000001.json")]
    [TestCase("progress/vm-2.000001.json")]
    [TestCase("decisions/00000002.json")]
    [TestCase("sealed.json")]
    [TestCase("report/report.json")]
    public async Task Killed_when_a_record_appears(string name)
    {
        await using var sandbox = new Sandbox();
        using var run = Setup.Start(sandbox);
        var bucket = sandbox.Bucket("t1");
        await Until.TrueAsync(() => bucket.Has(name), $"{name} appears", () => run.Errors);
        await run.KillAsync();

        // What is sealed is final: its report is written again by the verb that is there for it.
        var verb = bucket.Has("sealed.json") ? "report" : "resume";
        var resumed = await sandbox.BenchAsync(verb, "t1", "--artifacts", sandbox.ArtifactsUri);
        if (verb == "resume" && resumed.Code == 2)
        {
            // A seal that was on its way came between.
            resumed = await sandbox.BenchAsync("report", "t1", "--artifacts", sandbox.ArtifactsUri);
        }

        resumed.ShouldHaveCode(0);
        SealedRun.ShouldBeWhole(bucket, entries: 4, iterations: 2);
    }

    [Test]
    public async Task Workers_that_live_on_are_attached_to()
    {
        await using var sandbox = new Sandbox();
        var setup = Setup with { Job = Given.TimedJob("1s") };
        using var run = setup.Start(sandbox);
        var bucket = sandbox.Bucket("t1");
        await Until.TrueAsync(
            () => bucket.Iterations().Count > 0 && bucket.Progress("vm-2") is not null,
            "both workers work"
        );
        await run.KillAsync();
        int[] alive = [sandbox.Worker("vm-1")!.Pid, sandbox.Worker("vm-2")!.Pid];

        using var resume = sandbox.Start("resume", "t1", "--artifacts", sandbox.ArtifactsUri);
        await Until.TrueAsync(
            () => bucket.Has("decisions/00000002.json"),
            "the new coordinator leads"
        );
        sandbox.Worker("vm-1")?.Pid.ShouldBe(alive[0]);
        sandbox.Worker("vm-2")?.Pid.ShouldBe(alive[1]);

        (await resume.EndAsync()).ShouldHaveCode(0);
        bucket.Names("claims").Count.ShouldBe(2, "each VM had one holder only");
        SealedRun.ShouldBeWhole(bucket, entries: 4, iterations: 2);
    }

    [Test]
    public async Task Coordinator_and_workers_killed_together()
    {
        await using var sandbox = new Sandbox();
        using var run = Setup.Start(sandbox);
        var bucket = sandbox.Bucket("t1");
        await Until.TrueAsync(() => bucket.Iterations().Count >= 2, "something is committed");
        foreach (var process in sandbox.Processes.Where(p => p.Owner is null))
        {
            Signals.Send(process.Pid, Signals.Kill);
        }
        await run.EndAsync();
        var committed = bucket.Committed();

        var ended = await sandbox.BenchAsync("resume", bucket.Uri);

        ended.ShouldHaveCode(0);
        foreach (var (name, text) in committed)
        {
            bucket.Text(name).ShouldBe(text);
        }
        SealedRun.ShouldBeWhole(bucket, entries: 4, iterations: 2);
    }
}
