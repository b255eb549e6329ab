using System.Net;
using Bench.EndToEnd.Tests.Harness;
using Bench.Testing.S3;

namespace Bench.EndToEnd.Tests.Hubs;

/// <summary>Stages and a hub that a real S3 server does not let in.</summary>
public sealed class StageCredentialTests
{
    private const string Wrong = "bench-wrong-secret-0123456789";
    private const string Remedy = "check the access key and secret key";

    [Test]
    public async Task A_wrong_secret_is_told_wipes_nothing_and_stays_secret()
    {
        await using var bucket = await RgwServer
            .FromEnvironment()
            .UseInThisProcess()
            .NewBucketAsync();
        await using var bed = new PipelineBed
        {
            Place = name => bucket.UriOf($"hub/{name}"),
            Backend = ["--backend", "s3"],
        };
        foreach (var (name, value) in bucket.Server.ClientEnvironment)
        {
            bed.Sandbox.Environment[name] = value;
        }
        await bed.MakeAsync(modules: 2);
        (await bed.SeedAsync("--wipe")).ShouldHaveCode(0);
        (await bed.PreserveAsync("--copy")).ShouldHaveCode(0);
        string[] kept =
        [
            Keep(bed.Folder("hub-a")),
            Keep(bed.Folder("hub-b"), "zen-seed-packed"),
            Keep(bed.Folder("hub-c")),
        ];
        bed.Sandbox.Environment["AWS_SECRET_ACCESS_KEY"] = Wrong;

        Ended[] refused =
        [
            await bed.SnapshotAsync(bucket.UriOf("hub/backend/zen-seed-packed")),
            await bed.SeedAsync("--wipe"),
            await bed.PreserveAsync("--copy"),
            await bed.PerfAsync(),
        ];
        foreach (var stage in refused)
        {
            stage.ShouldHaveCode(3).Errors.ShouldContain(Remedy);
            stage.All.ShouldNotContain(Wrong);
        }
        kept.ShouldAllBe(file => File.Exists(file));

        var data = bed.Sandbox.Folder("served");
        using var hub = await ServingHub.StartAsync(
            bed.Sandbox,
            data,
            "--hub-instance-provision-threads=0",
            $"--hub-hydration-target-spec={bucket.UriOf("hub/backend/zen-seed-packed")}"
        );
        var module = Path.GetFileName(Directory.GetDirectories(bed.Made)[0]);
        var why = await hub.FailAsync(module, "provision", HttpStatusCode.InternalServerError);
        why.ShouldContain(module);
        why.ShouldContain(Remedy);
        Directory.Exists(Path.Combine(data, "servers", module)).ShouldBeFalse();
        (await hub.StatesAsync()).ShouldBeEmpty();
        await hub.EndAsync();
        (hub.Process.Output + hub.Process.Errors).ShouldNotContain(Wrong);
        Directory
            .GetFiles(data, "*", SearchOption.AllDirectories)
            .ShouldAllBe(file => !File.ReadAllText(file).Contains(Wrong));

        bed.Sandbox.Environment["AWS_SECRET_ACCESS_KEY"] = bucket.Server.SecretKey;
        (await bed.PerfAsync()).ShouldHaveCode(0);
        bed.Summaries[^1].GetProperty("totals").GetProperty("ok").GetInt32().ShouldBe(2);
    }

    /// <summary>A file in a folder that a stage has made, and would wipe.</summary>
    private static string Keep(params string[] folder)
    {
        var path = Path.Combine(folder);
        Directory.CreateDirectory(path);
        File.WriteAllText(Path.Combine(path, ".bench-stage"), "");
        var file = Path.Combine(path, "kept.txt");
        File.WriteAllText(file, "kept");
        return file;
    }
}
