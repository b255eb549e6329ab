using Bench.EndToEnd.Tests.Harness;
using Bench.EndToEnd.Tests.Recomputation;

namespace Bench.EndToEnd.Tests.Mounting;

/// <summary>Whole runs with real fio on real mounts of a real bucket.</summary>
public sealed class MountedRunTests
{
    private static readonly RunSetup Setup = new()
    {
        Iterations = 2,
        Workers = 2,
        Configs = null,
    };

    /// <summary>Uploads at once, so that short tests need not wait for rclone's five seconds.</summary>
    private const string RcloneConfigs =
        "commit,mount_args,label\n"
        + "master,--vfs-write-back=0s,one\n"
        + "master,\"--vfs-write-back=0s --volname='it is \"\"two\"\"'\",two\n";

    private const string S3fsConfigs =
        "commit,mount_args,label\nmaster,,plain\nmaster,-o use_cache={cache},cached\n";

    [TestCase("s3fs", S3fsConfigs, "on_close")]
    [TestCase("rclone", RcloneConfigs, "awaited")]
    public async Task A_matrix_runs_on_a_mounted_bucket(string kind, string configs, string flush)
    {
        await using var bed = await MountBed.CreateAsync();
        var setup = Setup with
        {
            Configs = configs,
            More = ["--mount", kind, "--warm-up-blocks", "0"],
        };

        (await setup.RunAsync(bed.Sandbox)).ShouldHaveCode(0);

        SealedRun.ShouldBeWhole(bed.Run, entries: 4, iterations: 2);
        bed.Sandbox.FuseMounts.ShouldBeEmpty();
        foreach (var record in bed.Iterations())
        {
            record["mount"]!["kind"]!.GetValue<string>().ShouldBe(kind);
            record["mount"]!["flush"]!.GetValue<string>().ShouldBe(flush);
            record["tools"]![kind]!.GetValue<string>().ShouldStartWith(kind);
        }
        bed.Run.Iterations()
            .Count(name => bed.Run.Text(name).Contains("\"remount\"", StringComparison.Ordinal))
            .ShouldBeGreaterThan(0);
        var samples = bed
            .Run.Names("results")
            .Where(n => n.EndsWith("/samples.csv", StringComparison.Ordinal))
            .ToList();
        samples.Count.ShouldBe(8);
        samples.ShouldAllBe(name =>
            bed.Run.Text(name).Contains("mount_cpu_seconds", StringComparison.Ordinal)
        );
        bed.Run.Text("report/report.csv").ShouldContain("Mount CPU Avg (% of a core)");
        (await bed.KeysAsync("bench-write/")).ShouldBeEmpty();
        (await bed.KeysAsync("bench-data/")).ShouldContain(key =>
            key.EndsWith(".ready", StringComparison.Ordinal)
        );
        var secret = bed.Bucket.Server.SecretKey;
        bed.Run.Names()
            .ShouldAllBe(name => !bed.Run.Text(name).Contains(secret, StringComparison.Ordinal));
    }

    [Test]
    public async Task A_bucket_of_google_is_mounted_by_gcsfuse()
    {
        await using var sandbox = new Sandbox();
        sandbox.Shim(
            "gcsfuse",
            File.ReadAllText(
                Path.Combine(AppContext.BaseDirectory, "TestData", "gcsfuse-stand-in.sh")
            )
        );
        sandbox.Environment["BUCKETS"] = sandbox.Folder("buckets");
        sandbox.Environment["WRITES"] = "cached";
        Directory.CreateDirectory(sandbox.Folder("buckets/bucket/pre"));
        sandbox.Data = "gs://bucket/pre";
        var setup = Setup with
        {
            Tests = Given.OneTest,
            Configs = "commit,mount_args,label\ninstalled,--implicit-dirs,one\n",
        };

        (await setup.RunAsync(sandbox)).ShouldHaveCode(0);

        var run = sandbox.Bucket("t1");
        run.Json(run.Iterations()[0])["tools"]!["gcsfuse"]!
            .GetValue<string>()
            .ShouldBe("gcsfuse 3.11.2");
        var log = run.Names("results")
            .First(n => n.EndsWith("/mount.log", StringComparison.Ordinal));
        run.Text(log).ShouldContain("--implicit-dirs bucket ");
        sandbox.FuseMounts.ShouldBeEmpty();
    }

    [Test]
    public async Task A_missing_gcsfuse_is_told_before_anything_starts()
    {
        await using var sandbox = new Sandbox { Data = "gs://bucket/pre" };

        var setup = Setup with
        {
            Tests = Given.OneTest,
            Configs = "commit,mount_args,label\ninstalled,,one\n",
        };

        var ended = (await setup.RunAsync(sandbox)).ShouldHaveCode(3);

        ended.Errors.ShouldContain("needs gcsfuse on the PATH");
        Directory.Exists(sandbox.Artifacts).ShouldBeFalse();
    }

    [Test]
    public async Task A_bucket_that_is_not_there_is_told_before_anything_starts()
    {
        await using var bed = await MountBed.CreateAsync();
        bed.Sandbox.Data = bed.Sandbox.Data.Replace(
            bed.Bucket.Name,
            "no-such-bucket",
            StringComparison.Ordinal
        );
        var setup = Setup with { Tests = Given.OneTest, Iterations = 1, Workers = 1 };

        (await setup.RunAsync(bed.Sandbox))
            .ShouldHaveCode(3)
            .Errors.ShouldContain("no-such-bucket");

        Directory.Exists(bed.Sandbox.Artifacts).ShouldBeFalse();
    }

    [Test]
    public async Task A_mount_that_does_not_come_up_fails_each_iteration_with_the_tools_words()
    {
        await using var bed = await MountBed.CreateAsync();
        var setup = Setup with
        {
            Tests = Given.OneTest,
            Configs = "commit,mount_args,label\nmaster,-o no_such_option_of_s3fs,one\n",
            Iterations = 1,
            Workers = 1,
        };

        (await setup.RunAsync(bed.Sandbox)).ShouldHaveCode(1);

        var failure = bed.Iterations().ShouldHaveSingleItem()["failure"]!;
        failure["kind"]!.GetValue<string>().ShouldBe("mount");
        failure["reason"]!.GetValue<string>().ShouldContain("no_such_option_of_s3fs");
        bed.Run.Names("results")
            .ShouldContain(n => n.EndsWith("/mount_output.log", StringComparison.Ordinal));
    }
}
