using System.Text.Json;

namespace Bench.Cli.Tests.Verbs;

internal sealed class PlanVerbTests
{
    [Test]
    public async Task The_plan_is_a_table_and_writes_nothing()
    {
        using var files = new InputFiles();
        var outcome = await CommandLine.RunAsync(
            files.With(
                "plan",
                "--configs-csv",
                files.Configs,
                "--workers",
                "2",
                "--seed",
                "5",
                "--artifacts",
                files.Artifacts
            )
        );
        outcome.Code.ShouldBe(0);
        outcome.Output.ShouldBe(
            """
            2 test cases × 2 configs = 4 entries, 6 iterations each; distribution even, seed 5

            VM    class  test cases  entries  iterations  estimated
            ----  -----  ----------  -------  ----------  ---------
            vm-1                  1        2          12    unknown
            vm-2                  1        2          12    unknown

            entry  VM    test  config  workload  parameters                   estimated
            -----  ----  ----  ------  --------  ---------------------------  ---------
                1  vm-1  1     base    fio       io_type=read block_size=4k     unknown
                3  vm-1  1     next    fio       io_type=read block_size=4k     unknown
                2  vm-2  2     base    fio       io_type=write block_size=1m    unknown
                4  vm-2  2     next    fio       io_type=write block_size=1m    unknown

            """.ReplaceLineEndings("\n")
        );
        Directory.Exists(files.Artifacts).ShouldBeFalse();
        Directory.Exists(files.Data).ShouldBeFalse();
    }

    [Test]
    public async Task The_plan_as_json_holds_the_same()
    {
        using var files = new InputFiles();
        var outcome = await CommandLine.RunAsync(
            files.With("plan", "--json", "--configs-csv", files.Configs, "--benchmark-id", "t1")
        );
        outcome.Code.ShouldBe(0);
        using var json = JsonDocument.Parse(outcome.Output);
        var root = json.RootElement;
        root.GetProperty("schema").GetString().ShouldBe("bench.plan/1");
        root.GetProperty("benchmark_id").GetString().ShouldBe("t1");
        root.GetProperty("distribution").GetString().ShouldBe("even");
        root.GetProperty("entries").GetInt32().ShouldBe(4);
        root.GetProperty("matrix").GetArrayLength().ShouldBe(4);
        root.GetProperty("matrix")[0]
            .GetProperty("params")
            .GetProperty("io_type")
            .GetString()
            .ShouldBe("read");
    }

    [Test]
    public async Task The_command_lines_of_the_old_tool_are_taken()
    {
        using var files = new InputFiles();
        var outcome = await CommandLine.RunAsync(
            "plan",
            "--benchmark-id",
            "t1",
            "--test-csv",
            files.Csv,
            "--configs-csv",
            files.Configs,
            "--fio-job-file",
            files.Job,
            "--test-data-bucket",
            files.Data,
            "--artifacts-bucket",
            files.Artifacts,
            "--zone",
            "us-west1-a",
            "--project",
            "p",
            "--iterations",
            "3",
            "--poll-interval",
            "30",
            "--timeout",
            "7200",
            "--separate-configs",
            "--run-name",
            "a run",
            "--report-name",
            "a report",
            "--gcsfuse-commit",
            "master"
        );
        outcome.Errors.ShouldNotContain("bench:");
        outcome.Code.ShouldBe(0);
        outcome.Output.ShouldContain("3 iterations each");
    }

    [TestCase("--instance-group", "group")]
    [TestCase("--executor-vm", "vm")]
    public async Task What_needs_a_later_part_says_so(string option, string value)
    {
        using var files = new InputFiles();
        var outcome = await CommandLine.RunAsync(files.With("plan", option, value));
        outcome.Code.ShouldBe(2);
        outcome.Errors.ShouldContain(option);
        outcome.Errors.ShouldContain("--workers N");
    }

    [TestCase("my-bucket", "gcsfuse")]
    [TestCase("gs://my-bucket/prefix", "rclone")]
    [TestCase("s3://my-bucket?endpoint=http://h:1", null)]
    public async Task A_bucket_as_test_data_is_mounted(string bucket, string? mount)
    {
        var outcome = await PlanOnAsync(bucket, mount, "--implicit-dirs");
        outcome.Code.ShouldBe(0, outcome.Errors);
    }

    [TestCase("gs://b", "s3fs", "", "--test-data: 'gs://b' cannot be mounted by s3fs")]
    [TestCase("gs://b", "directory", "", "use --mount gcsfuse or rclone")]
    [TestCase("/data", "gcsfuse", "", "use --mount directory")]
    [TestCase("s3://b?secret=x", "s3fs", "", "has a setting 'secret'")]
    [TestCase("gs://b", "no-such-kind", "", "is not a mount kind of this version")]
    [TestCase(
        "gs://b",
        null,
        "--foreground=false",
        "'--foreground=false' would take the mount's process"
    )]
    [TestCase("gs://b", null, "--cache-dir=/shared", "write {cache} in place of the folder")]
    [TestCase("s3://b", "rclone", "--daemon", "leave it out")]
    public async Task What_cannot_be_mounted_is_told_while_planning(
        string source,
        string? mount,
        string arguments,
        string told
    )
    {
        var outcome = await PlanOnAsync(source, mount, arguments);
        outcome.Code.ShouldBe(2);
        outcome.Errors.ShouldContain(told);
    }

    private static async Task<CommandLine.Outcome> PlanOnAsync(
        string source,
        string? mount,
        string arguments
    )
    {
        using var files = new InputFiles();
        return await CommandLine.RunAsync([
            "plan",
            "--test-csv",
            files.Csv,
            "--fio-job-file",
            files.Job,
            "--bucket",
            source,
            .. arguments.Length == 0
                ? Array.Empty<string>()
                : [$"--gcsfuse-mount-args={arguments}"],
            .. mount is null ? Array.Empty<string>() : ["--mount", mount],
        ]);
    }

    [Test]
    public async Task Labels_from_files_cannot_drive_the_terminal()
    {
        using var files = new InputFiles();
        await File.WriteAllTextAsync(
            files.Csv,
            "test_id,io_type,block_size\n\"a\u202eb\",read,4k\n"
        );
        var outcome = await CommandLine.RunAsync(files.With("plan"));
        (outcome.Output + outcome.Errors).ShouldNotContain('\u202e');
    }
}
