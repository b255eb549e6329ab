using Bench.EndToEnd.Tests.Harness;
using Bench.EndToEnd.Tests.Recomputation;

namespace Bench.EndToEnd.Tests.Inputs;

/// <summary>Command lines as users have them in their scripts.</summary>
public sealed class OldCommandLineTests
{
    [Test]
    public async Task Flags_for_folders_work_under_their_old_names()
    {
        await using var sandbox = new Sandbox();

        var ended = await sandbox.BenchAsync(
            "run",
            "--benchmark-id",
            "t1",
            "--test-csv",
            sandbox.Write("tests.csv", Given.OneTest),
            "--fio-job-file",
            sandbox.Write("job.fio", Given.ShortJob),
            "--bucket",
            sandbox.Data,
            "--artifacts-bucket",
            sandbox.ArtifactsUri,
            "--gcsfuse-commit",
            "v2.0",
            "--gcsfuse-mount-args",
            "--implicit-dirs",
            "--iterations",
            "2",
            "--poll-interval",
            "30",
            "--timeout",
            "7200",
            "--separate-configs",
            "--run-name",
            "a name",
            "--report-name",
            "a title",
            "--zone",
            "us-central1-a",
            "--project",
            "p"
        );

        ended.ShouldHaveCode(0);
        var bucket = sandbox.Bucket("t1");
        SealedRun.ShouldBeWhole(bucket, entries: 1, iterations: 2);
        bucket.Report["configs"]![0]!["commit"]!.GetValue<string>().ShouldBe("v2.0");
        bucket.Report["run_name"]!.GetValue<string>().ShouldBe("a name");
        bucket.Text("report/report.html").ShouldContain("a title");
    }

    [TestCase("--bucket", "my-data")]
    [TestCase("--test-data-bucket", "gs://my-data")]
    public async Task A_bucket_of_test_data_is_mounted_by_gcsfuse(string flag, string bucket)
    {
        var errors = await RefusedAsync(
            3,
            "--artifacts",
            "./artifacts",
            flag,
            bucket,
            "--gcsfuse-commit",
            "installed"
        );

        errors.ShouldContain("needs gcsfuse on the PATH");
    }

    [TestCase("--artifacts-bucket", "my-artifacts")]
    [TestCase("--artifacts", "gs://my-artifacts")]
    public async Task A_bucket_for_artifacts_is_one_of_google(string flag, string bucket)
    {
        var errors = await RefusedAsync(3, "--test-data", "./data", flag, bucket);

        errors.ShouldContain("gs://my-artifacts");
        errors.ShouldContain("credentials");
    }

    [TestCase("--instance-group")]
    [TestCase("--executor-vm")]
    public async Task Machines_need_a_later_part_and_it_says_so(string flag)
    {
        var errors = await RefusedAsync(2, "--test-data", "./data", flag, "vms");

        errors.ShouldContain(flag);
        errors.ShouldContain("--workers");
    }

    [Test]
    public async Task Unknown_options_and_missing_ones_are_wrong_usage()
    {
        (await RefusedAsync(2, "--test-data", "./data", "--no-such-option")).ShouldContain(
            "--no-such-option"
        );
        (await RefusedAsync(2)).ShouldContain("--test-data");
    }

    private static async Task<string> RefusedAsync(int code, params string[] more)
    {
        await using var sandbox = new Sandbox();
        // Whatever the machine has, there are no credentials here.
        sandbox.Environment["GOOGLE_APPLICATION_CREDENTIALS"] = sandbox.Folder("no-such-key.json");
        string[] arguments =
        [
            "run",
            "--benchmark-id",
            "t1",
            "--test-csv",
            sandbox.Write("tests.csv", Given.OneTest),
            "--fio-job-file",
            sandbox.Write("job.fio", Given.ShortJob),
            .. more,
        ];
        var before = Directory.GetFileSystemEntries(sandbox.Root).Order().ToList();

        var ended = await sandbox.BenchAsync(arguments);

        ended.ShouldHaveCode(code);
        Directory.GetFileSystemEntries(sandbox.Root).Order().ShouldBe(before);
        return ended.Errors;
    }
}
