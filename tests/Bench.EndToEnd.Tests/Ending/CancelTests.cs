using Bench.EndToEnd.Tests.Harness;
using Bench.EndToEnd.Tests.Recomputation;

namespace Bench.EndToEnd.Tests.Ending;

/// <summary>Ending a run on purpose: in under 5 s, with all that was finished.</summary>
[NonParallelizable]
public sealed class CancelTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>One short test, then one that would go on for minutes.</summary>
    private static readonly RunSetup Setup = new()
    {
        Tests =
            "io_type,num_jobs,file_size,block_size,io_depth,nr_files,direct,runtime\n"
            + "read,1,256k,64k,1,1,0,50ms\nrandread,3,256k,64k,1,1,0,600s\n",
        Configs = null,
        Job = Given.ShortJob.Replace(
            "[job]",
            "time_based\nruntime=${RUNTIME}\n[job]",
            StringComparison.Ordinal
        ),
        Workers = 1,
    };

    [Test(Description = "slow-cancel: a cancel waited for the running fio")]
    public async Task Cancel_ends_every_child_and_seals_what_is_there()
    {
        await using var sandbox = new Sandbox();
        using var run = await StartLongAsync(sandbox);
        var bucket = sandbox.Bucket("t1");
        var begun = TimeProvider.System.GetTimestamp();

        using var cancel = sandbox.Start("cancel", "t1", "--artifacts", sandbox.ArtifactsUri);
        await Until.TrueAsync(() => sandbox.Children.Count == 0, "fio is gone");

        TimeProvider.System.GetElapsedTime(begun).ShouldBeLessThan(Limit);
        var said = (await cancel.EndAsync()).ShouldHaveCode(0);
        said.Output.ShouldContain("1 cancelled");
        said.Output.ShouldContain("1 ok");
        said.Output.ShouldContain("vm-1: acknowledged");
        ((int)bucket.Progress("vm-1")!["stopped"]!["children_ended"]!).ShouldBeGreaterThan(0);
        (await run.EndAsync()).ShouldHaveCode(1);
        ShouldBeCancelled(bucket);
        await ShouldBeFinalAsync(sandbox, bucket);
    }

    [Test(Description = "slow-cancel: a signal waited for the running fio")]
    public async Task A_worker_ends_its_children_on_sigterm()
    {
        await using var sandbox = new Sandbox();
        using var run = await StartLongAsync(sandbox);
        var bucket = sandbox.Bucket("t1");
        await run.KillAsync();
        var worker = sandbox.Worker("vm-1").ShouldNotBeNull();
        var begun = TimeProvider.System.GetTimestamp();

        Signals.Send(worker.Pid, Signals.Terminate);
        await Until.TrueAsync(() => sandbox.Processes.Count == 0, "worker and fio are gone");

        TimeProvider.System.GetElapsedTime(begun).ShouldBeLessThan(Limit);
        bucket.Progress("vm-1")!["state"]!.GetValue<string>().ShouldBe("ended");
        bucket.Iterations().Count.ShouldBe(2, "an interrupted iteration is not committed");
        Directory.Exists(sandbox.Folder("tmp/bench-work/t1")).ShouldBeFalse();
    }

    [Test]
    public async Task Ctrl_c_cancels_seals_and_reports()
    {
        await using var sandbox = new Sandbox();
        using var run = await StartLongAsync(sandbox);
        var begun = TimeProvider.System.GetTimestamp();

        run.Signal(Signals.Interrupt);
        await Until.TrueAsync(() => sandbox.Children.Count == 0, "fio is gone");

        TimeProvider.System.GetElapsedTime(begun).ShouldBeLessThan(Limit);
        (await run.EndAsync()).ShouldHaveCode(130);
        ShouldBeCancelled(sandbox.Bucket("t1"));
        await Until.TrueAsync(() => sandbox.Processes.Count == 0, "all is gone");
    }

    [Test]
    public async Task A_second_ctrl_c_leaves_at_once()
    {
        await using var sandbox = new Sandbox();
        using var run = await StartLongAsync(sandbox);
        var bucket = sandbox.Bucket("t1");
        // A worker that stands still cannot end, so the first signal alone would take its time.
        Signals.Send(sandbox.Worker("vm-1").ShouldNotBeNull().Pid, Signals.Stop);

        run.Signal(Signals.Interrupt);
        await Until.TrueAsync(() => bucket.Has("cancel"), "the first signal cancels");
        run.Signal(Signals.Interrupt);

        (await run.EndAsync(TimeSpan.FromSeconds(5))).ShouldHaveCode(130);
        bucket.Has("sealed.json").ShouldBeFalse();
    }

    [Test]
    public async Task Cancel_seals_a_run_that_nobody_leads()
    {
        await using var sandbox = new Sandbox();
        using var run = await StartLongAsync(sandbox);
        foreach (var process in sandbox.Processes.Where(p => p.Owner is null))
        {
            Signals.Send(process.Pid, Signals.Kill);
        }
        await run.EndAsync();
        var bucket = sandbox.Bucket("t1");

        var cancel = await sandbox.BenchAsync("cancel", bucket.Uri, "--wait", "0.5");

        cancel.ShouldHaveCode(0);
        ShouldBeCancelled(bucket);
        await ShouldBeFinalAsync(sandbox, bucket);
    }

    [Test]
    public async Task A_worker_that_is_frozen_is_named()
    {
        await using var sandbox = new Sandbox();
        using var run = await StartLongAsync(sandbox);
        Signals.Send(sandbox.Worker("vm-1").ShouldNotBeNull().Pid, Signals.Stop);

        var cancel = await sandbox.BenchAsync("cancel", sandbox.Bucket("t1").Uri, "--wait", "0.5");

        cancel.ShouldHaveCode(0).Output.ShouldContain("vm-1: not acknowledged");
        ShouldBeCancelled(sandbox.Bucket("t1"));
    }

    [Test]
    public async Task A_detached_run_goes_on_by_itself()
    {
        await using var sandbox = new Sandbox();
        var setup = new RunSetup { Job = Given.TimedJob("300ms"), More = ["--detach"] };

        var ended = await setup.RunAsync(sandbox);

        ended.ShouldHaveCode(0);
        var bucket = sandbox.Bucket("t1");
        bucket.Has("sealed.json").ShouldBeFalse("it returns at once");
        ended.Output.ShouldContain("bench watch");
        var watched = await sandbox.BenchAsync("watch", bucket.Uri, "--poll-interval", "0.1");
        watched.ShouldHaveCode(0).Output.ShouldContain("4 ok");
        await Until.TrueAsync(() => sandbox.Processes.Count == 0, "its coordinator ends");
        SealedRun.ShouldBeWhole(bucket, entries: 4, iterations: 2);
    }

    [Test]
    public async Task A_run_that_takes_too_long_is_sealed_as_it_is()
    {
        await using var sandbox = new Sandbox();
        var setup = Setup with { More = ["--lease", "1", "--timeout", "4"] };

        var ended = await setup.RunAsync(sandbox);

        ended.ShouldHaveCode(1);
        var bucket = sandbox.Bucket("t1");
        bucket.Seal["reason"]!.GetValue<string>().ShouldBe("timed_out");
        Statuses(bucket).ShouldBe(["ok", "missing"]);
        await Until.TrueAsync(() => sandbox.Processes.Count == 0, "workers leave a sealed run");
    }

    private static async Task<BenchProcess> StartLongAsync(Sandbox sandbox)
    {
        var run = Setup.Start(sandbox);
        var bucket = sandbox.Bucket("t1");
        await Until.TrueAsync(
            () => bucket.Iterations().Count == 2 && sandbox.Children.Count(p => p.Measures) >= 4,
            "the long test measures",
            () => run.Output + run.Errors
        );
        return run;
    }

    private static void ShouldBeCancelled(Bucket bucket)
    {
        bucket.Seal["reason"]!.GetValue<string>().ShouldBe("cancelled");
        Statuses(bucket).ShouldBe(["ok", "cancelled"]);
        SealedRun.ReportShouldAgree(bucket);
        bucket.Has("report/report.html").ShouldBeTrue();
    }

    private static async Task ShouldBeFinalAsync(Sandbox sandbox, Bucket bucket)
    {
        var before = bucket.Snapshot();
        (await sandbox.BenchAsync("resume", bucket.Uri)).ShouldHaveCode(2);
        (await sandbox.BenchAsync("cancel", bucket.Uri)).ShouldHaveCode(0);
        bucket.Snapshot().ShouldBe(before, ignoreOrder: true);
    }

    private static IEnumerable<string> Statuses(Bucket bucket) =>
        bucket.Seal["entries"]!.AsArray().Select(entry => entry!["status"]!.GetValue<string>());
}
