using Bench.EndToEnd.Tests.Harness;

namespace Bench.EndToEnd.Tests.Hubs;

/// <summary>
/// The stages on a MinIO server that they start themselves. MinIO is no package of this system: the program is one that
/// is started by MinIO's documented command line and serves the real S3 server of the tests.
/// </summary>
public sealed class MinioBackendTests
{
    [Test]
    public async Task The_modules_come_back_as_they_were_and_the_key_is_nowhere()
    {
        await using var bed = Bed();
        var minio = new MinioStandIn(bed.Sandbox);
        // Settings of another server of the user's must not reach this one.
        bed.Sandbox.Environment["MINIO_VOLUMES"] = "/somewhere/else";
        bed.Sandbox.Environment["MINIO_ROOT_PASSWORD_FILE"] = "/somewhere/else";
        await bed.MakeAsync();
        var said = new List<Ended>();
        minio.Fault = "deaf";
        said.Add((await bed.SeedAsync("--wipe")).ShouldHaveCode(0));
        minio.Running.ShouldBeEmpty("one that takes no notice of SIGTERM is ended too");
        minio.Fault = null;
        said.Add((await bed.PreserveAsync()).ShouldHaveCode(0));
        said.Add(
            (await bed.PerfAsync("--iterations", "2", "--enable-dehydration")).ShouldHaveCode(0)
        );
        minio.Running.ShouldBeEmpty();

        bed.Summaries.Count.ShouldBe(2);
        foreach (var summary in bed.Summaries)
        {
            summary.GetProperty("options").GetProperty("backend").GetString().ShouldBe("minio");
            summary.GetProperty("totals").GetProperty("ok").GetInt32().ShouldBe(6);
            summary.GetProperty("totals").GetProperty("files").GetInt64().ShouldBe(54);
        }
        ShouldBeStartedAsDocumented(minio, bed.PlaceOf("backend"), bed.PlaceOf("run"));
        minio.Passwords.Distinct().Count().ShouldBe(3, "each server has keys of its own");
        minio.Asked.Count.ShouldBe(3);
        minio.Asked.ShouldAllBe(seen => !seen.GetProperty("shown").GetBoolean());
        foreach (var password in minio.Passwords)
        {
            minio.FilesWith(password).ShouldBeEmpty();
            said.ShouldAllBe(ended => !ended.All.Contains(password));
        }
        // What the server keeps is a hydration store with all of the modules.
        (
            await bed.SnapshotAsync(
                new Uri(Path.Combine(bed.PlaceOf("run"), "zen-seed-packed")).AbsoluteUri
            )
        ).ShouldHaveCode(0);
        PipelineBed.Modules(bed.Snapshot).ShouldBe(PipelineBed.Tree(bed.Made));
    }

    [Test]
    public async Task Without_the_program_or_when_it_ends_at_once_nothing_is_wiped_and_the_error_says_so()
    {
        await using var bed = Bed();
        await bed.MakeAsync(modules: 1);
        bed.Sandbox.Environment["PATH"] = bed.Sandbox.Folder("tmp");
        (await bed.SeedAsync("--wipe"))
            .ShouldHaveCode(3)
            .Errors.ShouldContain("--backend minio needs the program 'minio' on the PATH");
        Directory.Exists(bed.Sandbox.Folder("hub-b")).ShouldBeFalse();

        var minio = new MinioStandIn(bed.Sandbox) { Fault = "exits" };
        var ended = (await bed.SeedAsync("--wipe")).ShouldHaveCode(3);
        ended.Errors.ShouldContain("minio ended at once: exit code 1");
        ended.Errors.ShouldContain("Unsupported backend format");
        minio.Running.ShouldBeEmpty();
    }

    [Test]
    public async Task It_ends_with_a_stage_that_is_killed()
    {
        await using var bed = Bed();
        var minio = new MinioStandIn(bed.Sandbox) { Fault = "mute" };
        await bed.MakeAsync(modules: 1);
        // It listens, never answers, and takes no notice of SIGTERM: the stage waits for it.
        var seed = bed.Sandbox.Start(bed.Seeding("--wipe"));
        await Until.TrueAsync(() => minio.Starts.Count == 1, "minio is started", () => seed.Errors);
        minio.Running.ShouldHaveSingleItem();
        await seed.KillAsync();
        await Until.TrueAsync(() => minio.Running.Count == 0, "minio is gone");
        // Nothing that was left is in the way of the next one.
        minio.Fault = null;
        (await bed.SeedAsync("--wipe")).ShouldHaveCode(0);
    }

    [TestCase("sets{1...4}", "several drives")]
    [TestCase("file", "it is a file")]
    [TestCase("full", "it is not empty, and no stage has made it")]
    [TestCase("linked", "is a symbolic link to /etc")]
    public async Task A_folder_that_it_cannot_serve_alone_is_refused(string root, string reason)
    {
        await using var bed = Bed(root);
        _ = new MinioStandIn(bed.Sandbox);
        Directory.CreateDirectory(Path.Combine(bed.Made, Guid.NewGuid().ToString()));
        bed.Sandbox.Write("file", "text");
        Directory.CreateDirectory(Path.Combine(bed.Sandbox.Folder("full"), "zen-seed-packed"));
        File.WriteAllText(Path.Combine(bed.Sandbox.Folder("full"), "zen-seed-packed", "a"), "text");
        Directory.CreateDirectory(bed.Sandbox.Folder("linked"));
        File.WriteAllText(Path.Combine(bed.Sandbox.Folder("linked"), ".bench-stage"), "");
        Directory.CreateSymbolicLink(
            Path.Combine(bed.Sandbox.Folder("linked"), "zen-seed-packed"),
            "/etc"
        );
        var seed = (await bed.SeedAsync()).ShouldHaveCode(2);
        seed.Errors.ShouldContain($"--backend minio cannot serve {bed.Sandbox.Folder(root)}");
        seed.Errors.ShouldContain(reason);
        Directory.Exists(bed.Sandbox.Folder("hub-b")).ShouldBeFalse("nothing was begun");
    }

    private static PipelineBed Bed(string root = "backend") =>
        new() { Backend = ["--backend", "minio"], BackendName = root };

    private static void ShouldBeStartedAsDocumented(
        MinioStandIn minio,
        params IReadOnlyList<string> folders
    )
    {
        minio
            .Starts.Select(start => start.GetProperty("arguments")[1].GetString())
            .Distinct()
            .ShouldBe(folders);
        foreach (var start in minio.Starts)
        {
            var arguments = start
                .GetProperty("arguments")
                .EnumerateArray()
                .Select(argument => argument.GetString()!)
                .ToList();
            arguments[0].ShouldBe("server");
            arguments[2].ShouldBe("--address");
            arguments[3].ShouldMatch("^127\\.0\\.0\\.1:[0-9]+$");
            arguments[4].ShouldBe("--certs-dir");
            arguments[6..].ShouldBe(["--quiet", "--anonymous"]);
            start
                .GetProperty("settings")
                .EnumerateArray()
                .Select(name => name.GetString())
                .ShouldBe(["MINIO_BROWSER", "MINIO_ROOT_PASSWORD", "MINIO_ROOT_USER"]);
        }
    }
}
