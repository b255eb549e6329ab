using Bench.EndToEnd.Tests.Harness;
using Bench.EndToEnd.Tests.Recomputation;

namespace Bench.EndToEnd.Tests.Failing;

/// <summary>No room, or no right to write: for the test data, and for the artifacts.</summary>
public sealed class DiskTests
{
    [Test]
    public async Task A_full_data_disk_fails_the_tests_that_need_the_room()
    {
        await using var sandbox = new Sandbox();
        sandbox.Data = await sandbox.MountTmpfsAsync("small", "2m");
        var setup = new RunSetup
        {
            Tests = Given.OneTest + "write,1,16m,1m,1,1,0\nread,1,16m,1m,1,1,0\n",
            // A range, whose need of room cannot be told before: else the run would not start.
            Job = Given.ShortJob.Replace(
                "filesize=${FILE_SIZE}",
                "filesize=${FILE_SIZE}-${FILE_SIZE}",
                StringComparison.Ordinal
            ),
            Configs = null,
            Iterations = 1,
            Workers = 1,
        };

        var ended = await setup.RunAsync(sandbox);

        ended.ShouldHaveCode(1);
        var bucket = sandbox.Bucket("t1");
        var kinds = bucket
            .Iterations()
            .Select(bucket.Json)
            .OrderBy(record => record["matrix_id"]!.GetValue<int>())
            .Select(record => record["failure"]?["kind"]?.GetValue<string>());
        kinds.ShouldBe([null, "disk_full", "disk_full"]);
        SealedRun.ReportShouldAgree(bucket);
        Directory.Exists(Path.Combine(sandbox.Data, "bench-write")).ShouldBeFalse();
    }

    [Test]
    public async Task A_full_artifacts_disk_is_told_and_the_run_goes_on_when_there_is_room()
    {
        await using var sandbox = new Sandbox();
        sandbox.Artifacts = await sandbox.MountTmpfsAsync("small", "128k");
        var setup = new RunSetup { Workers = 1, More = ["--lease", "1"] };

        var ended = await setup.RunAsync(sandbox);

        // Whether worker or coordinator meets the end of the room first is chance.
        ended.ShouldHaveCode(3).All.ShouldContain("the file system is full");
        var bucket = sandbox.Bucket("t1");
        bucket.Has("sealed.json").ShouldBeFalse("a run without room for its results is not over");
        await sandbox.ResizeTmpfsAsync(sandbox.Artifacts, "64m");
        var resumed = await sandbox.BenchAsync("resume", bucket.Uri);
        resumed.ShouldHaveCode(0);
        SealedRun.ShouldBeWhole(bucket, entries: 4, iterations: 2);
    }

    [Test]
    public async Task Artifacts_below_a_file_are_refused()
    {
        await using var sandbox = new Sandbox();
        sandbox.Artifacts = Path.Combine(sandbox.Write("file", "text"), "artifacts");

        var ended = await new RunSetup().RunAsync(sandbox);

        ended.ShouldHaveCode(3).Errors.ShouldContain("file/artifacts");
        (await File.ReadAllTextAsync(sandbox.Folder("file"))).ShouldBe("text");
    }

    [Test]
    public async Task Read_only_artifacts_are_refused()
    {
        await using var sandbox = new Sandbox();
        sandbox.Artifacts = await sandbox.MountTmpfsAsync("readonly", "1m");
        await sandbox.ResizeTmpfsAsync(sandbox.Artifacts, "1m,ro");

        var ended = await new RunSetup().RunAsync(sandbox);

        ended.ShouldHaveCode(3).Errors.ShouldContain("readonly");
        sandbox.Bucket("t1").Names().ShouldBeEmpty();
    }

    [Test]
    public async Task A_data_folder_that_cannot_be_written_is_refused()
    {
        await using var sandbox = new Sandbox();
        sandbox.Data = Path.Combine(sandbox.Write("file", "text"), "data");

        var ended = await new RunSetup().RunAsync(sandbox);

        ended.ShouldHaveCode(3).Errors.ShouldContain("--test-data");
        Directory.Exists(sandbox.Artifacts).ShouldBeFalse();
    }
}
