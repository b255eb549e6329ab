using System.Net;
using Bench.EndToEnd.Tests.Harness;

namespace Bench.EndToEnd.Tests.Hubs;

/// <summary>A hub whose volumes are full in the middle of things.</summary>
public sealed class ServingFullTests
{
    private const int Large = 6_000_000;

    [Test]
    public async Task Full_volumes_lose_nothing_and_when_there_is_room_it_goes_on()
    {
        await using var sandbox = new Sandbox();
        var data = await sandbox.MountTmpfsAsync("data", "16m");
        var store = await sandbox.MountTmpfsAsync("store", "8m");
        using var hub = await ServingHub.StartAsync(
            sandbox,
            Path.Combine(data, "hub"),
            "--hub-instance-provision-threads=0",
            $"--hub-hydration-target-spec=file://{store}/modules"
        );
        var folder = Path.Combine(data, "hub", "servers", "m1");
        await hub.DoAsync("m1", "provision");
        Write(folder, "large", seed: 1);
        await hub.DoAsync("m1", "deprovision");
        await hub.DoAsync("m1", "provision");

        // The backend has room for the first state only.
        Write(folder, "large", seed: 2);
        File.WriteAllText(Path.Combine(folder, "small"), "small");
        var tree = PipelineBed.Tree(folder);
        var full = await hub.FailAsync("m1", "deprovision", HttpStatusCode.InternalServerError);
        full.ShouldContain("the file system is full");
        full.ShouldContain($"{store}/modules/content");
        full.ShouldContain($"Its local data is kept in {folder}");
        PipelineBed.Tree(folder).ShouldBe(tree);
        Directory.GetFiles(Path.Combine(store, "modules", "states", "m1")).Length.ShouldBe(1);
        await sandbox.ResizeTmpfsAsync(store, "32m");
        await hub.DoAsync("m1", "provision");
        await hub.DoAsync("m1", "deprovision");
        Directory.Exists(folder).ShouldBeFalse();

        // The hub's own volume has room for half of the module.
        var filler = Path.Combine(data, "filler");
        File.WriteAllBytes(filler, new byte[12_000_000]);
        var half = await hub.FailAsync("m1", "provision", HttpStatusCode.InternalServerError);
        half.ShouldContain("No space left on device");
        half.ShouldContain("m1");
        (await hub.StatesAsync()).ShouldBeEmpty();
        Directory
            .GetFileSystemEntries(
                Path.Combine(data, "hub", "servers"),
                "*",
                SearchOption.AllDirectories
            )
            .ShouldAllBe(
                path => path.EndsWith(".bench-hub") || path.EndsWith(".clock"),
                "nothing half-made is left"
            );
        File.Delete(filler);
        await hub.DoAsync("m1", "provision");
        PipelineBed.Tree(folder).ShouldBe(tree);

        // Not even a state can be written: nothing is begun.
        Fill(filler);
        foreach (var verb in (string[])["hibernate", "deprovision"])
        {
            (await hub.FailAsync("m1", verb, HttpStatusCode.InsufficientStorage)).ShouldContain(
                "state cannot be written"
            );
        }
        (await hub.StatesAsync())["m1"].ShouldBe("provisioned");
        File.Delete(filler);
        await hub.DoAsync("m1", "deprovision");
        await hub.DoAsync("m1", "provision");
        PipelineBed.Tree(folder).ShouldBe(tree);
        await hub.EndAsync();
    }

    private static void Write(string folder, string name, int seed)
    {
        var bytes = new byte[Large];
        new Random(seed).NextBytes(bytes);
        File.WriteAllBytes(Path.Combine(folder, name), bytes);
    }

    /// <summary>Takes all the room that there is.</summary>
    private static void Fill(string path)
    {
        var block = new byte[4096];
        using var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write);
        try
        {
            for (long at = 0; ; at += block.Length)
            {
                RandomAccess.Write(file, block, at);
            }
        }
        catch (IOException e)
        {
            e.Message.ShouldContain("No space left");
        }
    }
}
