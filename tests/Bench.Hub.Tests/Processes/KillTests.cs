using Bench.Hub.Hydration;
using Bench.Hub.Local;
using Bench.Hub.Tests.Support;

namespace Bench.Hub.Tests.Processes;

/// <summary>SIGKILL in the middle, and a volume that is full.</summary>
public sealed class KillTests
{
    private static CancellationToken None => CancellationToken.None;

    [Test]
    public async Task A_killed_dehydration_leaves_the_state_before_and_the_next_one_goes_on()
    {
        using var area = new TestArea();
        using var storage = area.Open();
        var folder = area.Folder(TestArea.Module);
        ModuleTree.WriteVaried(folder);
        await storage.DehydrateAsync(TestArea.Module, folder, null, None);
        var before = ModuleTree.Describe(folder);
        ModuleTree.Write(folder, "new", ModuleTree.Bytes(100_000, 5));
        ModuleTree.Write(folder, "new2", ModuleTree.Bytes(100, 6));
        var seen = new List<string>();
        foreach (var call in (int[])[2, 4, 6])
        {
            seen.Add(
                (await HydrationProcess.KillAtAsync("dehydrate", area.Store.Uri, folder, call))!
            );
            var to = area.Folder(TestArea.Module, "reader");
            await storage.HydrateAsync(TestArea.Module, to, null, None);
            ModuleTree.Describe(to).ShouldBe(before);
        }
        seen[0].ShouldStartWith("put sessions/");
        seen[1].ShouldStartWith("put content/");
        seen[2].ShouldStartWith("create states/");
        (await area.KeysAsync("sessions/")).Count.ShouldBe(2);
        await storage.DehydrateAsync(TestArea.Module, folder, null, None);
        var last = area.Folder(TestArea.Module, "reader");
        await storage.HydrateAsync(TestArea.Module, last, null, None);
        ModuleTree.Describe(last).ShouldBe(ModuleTree.Describe(folder));
    }

    [Test]
    public async Task A_dehydration_that_was_killed_when_its_state_was_there_is_no_other_hub()
    {
        using var area = new TestArea();
        using var storage = area.Open();
        var folder = area.Folder(TestArea.Module);
        ModuleTree.WriteVaried(folder);
        await storage.DehydrateAsync(TestArea.Module, folder, null, None);
        ModuleTree.Write(folder, "new", ModuleTree.Bytes(100_000, 5));
        var states = $"states/{TestArea.Module}/";
        for (var call = 3; (await area.KeysAsync(states)).Count < 2; call++)
        {
            (
                await HydrationProcess.KillAtAsync("dehydrate", area.Store.Uri, folder, call)
            ).ShouldNotBe("done", "it was to be killed between its state and its end");
        }

        using var next = area.Open();
        var again = await next.DehydrateAsync(TestArea.Module, folder, null, None);
        again.MovedObjects.ShouldBe(0);
        (await area.KeysAsync(states)).Count.ShouldBe(2);
        // Also when something changed since.
        ModuleTree.Write(folder, "new", ModuleTree.Bytes(1000, 6));
        await next.DehydrateAsync(TestArea.Module, folder, null, None);
        (await area.KeysAsync(states)).Count.ShouldBe(3);
    }

    [Test]
    public async Task A_killed_hydration_leaves_the_folder_as_it_was()
    {
        using var area = new TestArea();
        using var storage = area.Open();
        var folder = area.Folder(TestArea.Module);
        ModuleTree.WriteVaried(folder);
        await storage.DehydrateAsync(TestArea.Module, folder, null, None);
        var to = area.Folder(TestArea.Module, "other");
        ModuleTree.Write(to, "own", [1]);
        var before = ModuleTree.Describe(to);
        (await HydrationProcess.KillAtAsync("hydrate", area.Store.Uri, to, 5))!.ShouldContain(
            "content/"
        );
        Directory.Exists(new LocalPaths(to).Staging).ShouldBeTrue();
        ModuleTree.Describe(to).ShouldBe(before);
        await storage.HydrateAsync(TestArea.Module, to, null, None);
        Directory.Exists(new LocalPaths(to).Staging).ShouldBeFalse();
        ModuleTree.Describe(to).ShouldBe(ModuleTree.Describe(folder));
    }

    [Test]
    public async Task A_swap_that_was_half_done_is_put_right()
    {
        using var area = new TestArea();
        using var storage = area.Open();
        var folder = area.Folder(TestArea.Module);
        ModuleTree.Write(folder, "a", [1]);
        await storage.DehydrateAsync(TestArea.Module, folder, null, None);
        var paths = new LocalPaths(folder);
        ModuleTree.Write(paths.Staging, "half", [2]);
        Directory.Move(folder, paths.Old);
        (await storage.DehydrateAsync(TestArea.Module, folder, null, None)).MovedObjects.ShouldBe(
            0
        );
        File.ReadAllBytes(Path.Combine(folder, "a")).ShouldBe([1]);
        Directory.Exists(paths.Old).ShouldBeFalse();
    }

    [Test]
    public async Task A_volume_that_is_full_leaves_the_folder_as_it_was()
    {
        using var area = new TestArea();
        using var storage = area.Open();
        var folder = area.Folder(TestArea.Module);
        ModuleTree.WriteVaried(folder);
        await storage.DehydrateAsync(TestArea.Module, folder, null, None);
        await using var volume = await SmallVolume.MountAsync(area.PathOf("small"), "2m");
        var to = Path.Combine(volume.Path, "module");
        ModuleTree.Write(to, "own", [1]);
        var before = ModuleTree.Describe(to);
        var error = await Should.ThrowAsync<HydrationException>(() =>
            storage.HydrateAsync(TestArea.Module, to, null, None)
        );
        error.Message.ShouldContain("module module-1");
        error.Message.ShouldContain("No space left");
        ModuleTree.Describe(to).ShouldBe(before);
        Directory.Exists(new LocalPaths(to).Staging).ShouldBeFalse();
    }
}
