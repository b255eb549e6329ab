using System.Security.Cryptography;
using System.Text;
using Bench.EndToEnd.Tests.Harness;
using Bench.EndToEnd.Tests.Recomputation;

namespace Bench.EndToEnd.Tests.Mounting;

/// <summary>Runs whose configs name the program that mounts: by a path, and by a branch that moves.</summary>
public sealed class ToolSourceRunTests
{
    private const string OldVersion = "3.1.0";

    [Test]
    public async Task A_branch_is_built_once_and_stays_what_it_was_when_the_run_began()
    {
        await using var sandbox = Bed();
        var repository = new ToolRepository(sandbox);
        await repository.CreateAsync();
        var commit = await repository.CommitAsync(OldVersion);
        var path = sandbox.Write("gcsfuse-at-path", ToolRepository.Script("3.2.0"));
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var setup = new RunSetup
        {
            Tests = Given.OneTest,
            Configs = $"commit,mount_args,label\nmain,,branch\npath:{path},,path\n",
            Job = Given.TimedJob("300ms"),
            Workers = 1,
            More =
            [
                "--tool-source",
                repository.WriteSource(),
                "--tool-cache",
                sandbox.Folder("tools"),
            ],
        };
        using var run = setup.Start(sandbox);
        var bucket = sandbox.Bucket("t1");
        await Until.TrueAsync(
            () => bucket.Has("config.json"),
            "the commit is resolved",
            () => run.Output + run.Errors
        );

        var moved = await repository.CommitAsync("3.9.9");

        (await run.EndAsync()).ShouldHaveCode(0);
        moved.ShouldNotBe(commit);
        SealedRun.ShouldBeWhole(bucket, entries: 2, iterations: 2);
        var configs = bucket.Json("config.json")["configs"]!.AsArray();
        configs
            .Select(c => c!["resolved_commit"]!.GetValue<string>())
            .ShouldBe([commit, $"path:{path}"]);
        foreach (var record in bucket.Iterations().Select(bucket.Json))
        {
            var built = record["config_id"]!.GetValue<int>() == 1;
            var tools = record["tools"]!;
            var version = built ? OldVersion : "3.2.0";
            tools["gcsfuse"]!.GetValue<string>().ShouldContain(version);
            tools["gcsfuse_sha256"]!.GetValue<string>().ShouldBe(DigestOf(version));
            tools["gcsfuse_commit"]?.GetValue<string>().ShouldBe(built ? commit : null);
        }
        repository.Builds.ShouldBe(1, "the worker takes what was built before it");
        sandbox.FuseMounts.ShouldBeEmpty();
        sandbox.Processes.ShouldBeEmpty();
    }

    /// <summary>Data in what the program takes for a bucket.</summary>
    private static Sandbox Bed()
    {
        var sandbox = new Sandbox { Data = "gs://bucket/pre" };
        sandbox.Environment["BUCKETS"] = sandbox.Folder("buckets");
        sandbox.Environment["WRITES"] = "cached";
        Directory.CreateDirectory(sandbox.Folder("buckets/bucket/pre"));
        return sandbox;
    }

    private static string DigestOf(string version) =>
        Convert.ToHexStringLower(
            SHA256.HashData(Encoding.UTF8.GetBytes(ToolRepository.Script(version)))
        );
}
