using Bench.EndToEnd.Tests.Harness;
using Bench.EndToEnd.Tests.Recomputation;

namespace Bench.EndToEnd.Tests.Mounting;

/// <summary>Mounts that die or hang while fio measures, and workers that die above a mount.</summary>
public sealed class DyingMountTests
{
    private static readonly RunSetup Setup = new()
    {
        Tests = Given.OneTest.Replace("read,2", "randwrite,1", StringComparison.Ordinal),
        Configs = null,
        Job = Given.TimedJob("700ms"),
        Iterations = 2,
        Workers = 1,
    };

    private static readonly string[] Kinds = ["s3fs", "rclone"];

    [TestCaseSource(nameof(Kinds))]
    public async Task A_mount_that_is_killed_fails_its_iteration_and_no_other(string kind)
    {
        await using var bed = await MountBed.CreateAsync();
        using var run = Started(bed, kind, Setup);
        var server = await bed.MeasuringAsync(kind, run);

        Signals.Send(server.Pid, Signals.Kill);

        (await run.EndAsync()).ShouldHaveCode(1);
        bed.Sandbox.FuseMounts.ShouldBeEmpty();
        var records = bed.Iterations();
        records.Count.ShouldBe(2);
        var failure = records[0]["failure"]!;
        failure["kind"]!.GetValue<string>().ShouldBe("mount");
        failure["phase"]!.GetValue<string>().ShouldBe("measure");
        failure["reason"]!
            .GetValue<string>()
            .ShouldStartWith($"{kind} ended with signal 9 (SIGKILL)");
        records[1]["status"]!.GetValue<string>().ShouldBe("ok");
    }

    [Test]
    public async Task A_mount_that_dies_is_told_with_the_end_of_its_log()
    {
        await using var sandbox = new Sandbox { Data = "gs://bucket/pre" };
        sandbox.Shim("gcsfuse", ToolRepository.Script("3.11.2"));
        sandbox.Environment["BUCKETS"] = sandbox.Folder("buckets");
        sandbox.Environment["WRITES"] = "cached";
        Directory.CreateDirectory(sandbox.Folder("buckets/bucket/pre"));
        var setup = Setup with
        {
            Configs = "commit,mount_args,label\ninstalled,--implicit-dirs,one\n",
            More = ["--lease", "1", "--warm-up-blocks", "0"],
        };
        using var run = setup.Start(sandbox);
        var bucket = sandbox.Bucket("t1");
        await Until.TrueAsync(
            () => bucket.Phase("vm-1") == "fio" && sandbox.Children.Any(p => p.Measures),
            "it measures",
            () => run.Output + run.Errors
        );
        var server = sandbox.Children.Single(p => p.Arguments.Contains("mount"));

        Signals.Send(server.Pid, Signals.Kill);

        (await run.EndAsync()).ShouldHaveCode(1);
        var failure = bucket.Json(bucket.Iterations()[0])["failure"]!;
        failure["kind"]!.GetValue<string>().ShouldBe("mount");
        var reason = failure["reason"]!.GetValue<string>();
        reason.ShouldStartWith("gcsfuse ended with signal 9 (SIGKILL): ");
        // The line that this program begins its log with.
        reason.ShouldContain("--implicit-dirs bucket ");
        bucket.Text("report/report.json").ShouldContain("--implicit-dirs bucket ");
        sandbox.FuseMounts.ShouldBeEmpty();
    }

    [TestCaseSource(nameof(Kinds)), NonParallelizable]
    public async Task A_cancel_ends_children_and_undoes_a_mount_that_is_well(string kind)
    {
        await using var bed = await MountBed.CreateAsync();
        using var run = Started(bed, kind, Setup with { Job = Given.TimedJob("600s") });
        await bed.MeasuringAsync(kind, run);
        bed.Sandbox.FuseMounts.ShouldHaveSingleItem();
        var begun = TimeProvider.System.GetTimestamp();

        using var cancel = bed.Sandbox.Start(
            "cancel",
            "t1",
            "--artifacts",
            bed.Sandbox.ArtifactsUri
        );
        await Until.TrueAsync(
            () => bed.Sandbox.Children.Count == 0 && bed.Sandbox.FuseMounts.Count == 0,
            "no child and no mount is left"
        );

        TimeProvider.System.GetElapsedTime(begun).ShouldBeLessThan(TimeSpan.FromSeconds(5));
        (await cancel.EndAsync())
            .ShouldHaveCode(0)
            .Output.Split('\n')
            .ShouldContain("vm-1: acknowledged", "nothing is left");
        (await run.EndAsync()).ShouldHaveCode(1);
    }

    [TestCaseSource(nameof(Kinds))]
    public async Task A_mount_that_hangs_does_not_hold_up_a_cancel(string kind)
    {
        await using var bed = await MountBed.CreateAsync();
        using var run = Started(bed, kind, Setup with { Job = Given.TimedJob("600s") });
        var server = await bed.MeasuringAsync(kind, run);
        Signals.Send(server.Pid, Signals.Stop);
        var begun = TimeProvider.System.GetTimestamp();

        (
            await bed.Sandbox.BenchAsync("cancel", "t1", "--artifacts", bed.Sandbox.ArtifactsUri)
        ).ShouldHaveCode(0);
        await Until.TrueAsync(() => bed.Sandbox.Children.Count == 0, "nothing runs any more");

        TimeProvider.System.GetElapsedTime(begun).ShouldBeLessThan(TimeSpan.FromSeconds(20));
        (await run.EndAsync()).ShouldHaveCode(1);
        bed.Sandbox.FuseMounts.ShouldBeEmpty();
        bed.Run.Has("sealed.json").ShouldBeTrue();
    }

    [TestCaseSource(nameof(Kinds))]
    public async Task A_fio_run_that_times_out_on_a_mount_that_hangs_fails_and_the_next_is_fine(
        string kind
    )
    {
        await using var bed = await MountBed.CreateAsync();
        var setup = Setup with { More = ["--iteration-timeout", "6"] };
        using var run = Started(bed, kind, setup);
        var server = await bed.MeasuringAsync(kind, run);

        Signals.Send(server.Pid, Signals.Stop);

        (await run.EndAsync()).ShouldHaveCode(1);
        bed.Sandbox.FuseMounts.ShouldBeEmpty();
        var records = bed.Iterations();
        records[0]["status"]!.GetValue<string>().ShouldBe("failed");
        records[1]["status"]!.GetValue<string>().ShouldBe("ok");
    }

    [TestCase("s3fs", false)]
    [TestCase("rclone", false)]
    [TestCase("s3fs", true)]
    public async Task A_worker_takes_away_the_mount_of_a_dead_one(string kind, bool hangs)
    {
        await using var bed = await MountBed.CreateAsync();
        using var run = Started(bed, kind, Setup);
        var server = await bed.MeasuringAsync(kind, run);
        if (hangs)
        {
            Signals.Send(server.Pid, Signals.Stop);
        }

        Signals.Send(bed.Sandbox.Worker("vm-1").ShouldNotBeNull().Pid, Signals.Kill);

        (await run.EndAsync()).ShouldHaveCode(0);
        bed.Run.Has("claims/vm-1/000002.json").ShouldBeTrue();
        SealedRun.ShouldBeWhole(bed.Run, entries: 1, iterations: 2);
        bed.Sandbox.FuseMounts.ShouldBeEmpty();
        bed.Sandbox.Children.ShouldBeEmpty();
        (await bed.KeysAsync("bench-write/")).ShouldBeEmpty("also what the dead worker wrote");
    }

    private static BenchProcess Started(MountBed bed, string kind, RunSetup setup) =>
        (
            setup with
            {
                Configs =
                    kind == "rclone"
                        ? "commit,mount_args,label\nmaster,--vfs-write-back=0s,one\n"
                        : null,
                More = ["--mount", kind, "--lease", "1", "--warm-up-blocks", "0", .. setup.More],
            }
        ).Start(bed.Sandbox);
}
