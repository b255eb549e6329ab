using System.Net;
using Bench.EndToEnd.Tests.Harness;
using Bench.Testing.S3;

namespace Bench.EndToEnd.Tests.Hubs;

/// <summary>Stages and a hub on a bucket that a real S3 server does not have.</summary>
public sealed class MissingBucketTests
{
    [Test]
    public async Task It_is_named_by_every_stage_which_wipes_nothing_and_by_a_hub_that_serves_on()
    {
        await using var bucket = await RgwServer
            .FromEnvironment()
            .UseInThisProcess()
            .NewBucketAsync();
        var absent = $"{bucket.Name}-absent";
        var place = bucket
            .UriOf("hub")
            .Replace($"//{bucket.Name}/", $"//{absent}/", StringComparison.Ordinal);
        await using var bed = new PipelineBed
        {
            Place = name => place.Replace("/hub", $"/hub/{name}", StringComparison.Ordinal),
            Backend = ["--backend", "s3"],
        };
        foreach (var (name, value) in bucket.Server.ClientEnvironment)
        {
            bed.Sandbox.Environment[name] = value;
        }
        await bed.MakeAsync(modules: 1);
        var kept = bed.Sandbox.Folder("hub-b/zen-seed-packed/kept.txt");
        Directory.CreateDirectory(Path.GetDirectoryName(kept)!);
        File.WriteAllText(Path.Combine(Path.GetDirectoryName(kept)!, ".bench-stage"), "");
        File.WriteAllText(kept, "kept");

        Ended[] refused =
        [
            await bed.SnapshotAsync(place),
            await bed.SeedAsync("--wipe"),
            await bed.PreserveAsync("--copy"),
            await bed.PerfAsync(),
        ];
        foreach (var stage in refused)
        {
            stage.ShouldHaveCode(3).Errors.ShouldContain(absent);
        }
        File.Exists(kept).ShouldBeTrue();

        using var hub = await ServingHub.StartAsync(
            bed.Sandbox,
            bed.Sandbox.Folder("served"),
            "--hub-instance-provision-threads=0",
            $"--hub-hydration-target-spec={place}"
        );
        var why = await hub.FailAsync("m", "provision", HttpStatusCode.InternalServerError);
        why.ShouldContain("module m");
        why.ShouldContain(absent);
        Directory.Exists(bed.Sandbox.Folder("served/servers/m")).ShouldBeFalse();
        (await hub.StatesAsync()).ShouldBeEmpty();
        await hub.EndAsync();
    }
}
