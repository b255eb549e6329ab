using Bench.EndToEnd.Tests.Harness;
using Bench.Testing.S3;

namespace Bench.EndToEnd.Tests.Hubs;

/// <summary>A hub on real S3, which answers 503, loses replies and cuts them, and a hub that is killed.</summary>
public sealed class ServingBucketTests
{
    private const int Modules = 6;

    [Test]
    public async Task A_hub_that_is_killed_over_a_failing_bucket_loses_nothing()
    {
        await using var bucket = await RgwServer
            .FromEnvironment()
            .UseInThisProcess()
            .NewBucketAsync();
        await using var front = await FaultyFront.StartAsync(bucket.Server.Endpoint, seed: 7);
        await using var sandbox = new Sandbox();
        foreach (var (name, value) in bucket.Server.ClientEnvironment)
        {
            sandbox.Environment[name] = value;
        }
        var target = bucket
            .UriOf("modules")
            .Replace(bucket.Server.Endpoint, front.Endpoint, StringComparison.Ordinal);
        var made = sandbox.Folder("made");
        (
            await sandbox.BenchAsync(
                "hub",
                "make-modules",
                "--dir",
                made,
                "--modules",
                $"{Modules}",
                "--files",
                "6",
                "--size",
                "10k-900k"
            )
        ).ShouldHaveCode(0);
        string[] ids = [.. Directory.GetDirectories(made).Select(path => Path.GetFileName(path))];
        var servers = sandbox.Folder("hub/servers");

        using var first = await ServeAsync(sandbox, target);
        await AskAllAsync(first, ids, "provision");
        await first.UntilAsync(AreProvisioned, "all are provisioned");
        PipelineBed.Fill(made, servers);
        await AskAllAsync(first, ids, "deprovision");
        await first.UntilAsync(
            states => states.Count < Modules,
            "the first of them is given back, others are on their way"
        );
        await first.Process.KillAsync();

        using var second = await ServeAsync(sandbox, target);
        await second.UntilAsync(states => states.Count == 0, "the others are given back too");
        Directory
            .GetDirectories(servers)
            .Select(Path.GetFileName)
            .ShouldBe([".bench-hub"], second.Process.Errors);
        await AskAllAsync(second, ids, "provision");
        await second.UntilAsync(
            states => states.Values.Contains("provisioned"),
            "the first of them is provisioned"
        );
        await second.Process.KillAsync();

        using var third = await ServeAsync(sandbox, target);
        var states = await third.StatesAsync();
        await AskAllAsync(third, ids.Except(states.Keys), "provision");
        await third.UntilAsync(AreProvisioned, "all are provisioned again");
        PipelineBed.Served(servers).ShouldBe(PipelineBed.Tree(made));
        await third.EndAsync();
        front.Faults.ShouldBeGreaterThan(10);
        (
            await sandbox.BenchAsync(
                "hub",
                "verify",
                "--hub-hydration-target-spec",
                bucket.UriOf("modules")
            )
        ).ShouldHaveCode(0);
        foreach (var hub in (ServingHub[])[first, second, third])
        {
            (hub.Process.Output + hub.Process.Errors).ShouldNotContain(bucket.Server.SecretKey);
        }
    }

    private static Task<ServingHub> ServeAsync(Sandbox sandbox, string target) =>
        ServingHub.StartAsync(
            sandbox,
            sandbox.Folder("hub"),
            $"--hub-hydration-target-spec={target}",
            "--hub-instance-provision-threads=2",
            "--hub-hydration-threads=4"
        );

    private static async Task AskAllAsync(ServingHub hub, IEnumerable<string> ids, string verb)
    {
        foreach (var id in ids)
        {
            (await hub.AskAsync(id, verb)).Code.ShouldBe(System.Net.HttpStatusCode.Accepted);
        }
    }

    private static bool AreProvisioned(IReadOnlyDictionary<string, string> states) =>
        states.Count == Modules && states.Values.All(state => state == "provisioned");
}
