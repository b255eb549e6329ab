using Bench.Hub.Hydration;
using Bench.Hub.Local;
using Bench.Hub.States;
using Bench.Hub.Tests.Support;

namespace Bench.Hub.Tests.Hydration;

/// <summary>Two hubs, and kills between any two steps of a dehydration.</summary>
public sealed class ConflictTests
{
    private static CancellationToken None => CancellationToken.None;

    [Test]
    public async Task The_later_of_two_hubs_is_told_the_name_of_the_other()
    {
        using var area = new TestArea();
        using var one = area.Open(new HydrationOptions { Hub = "hub-one" });
        using var two = area.Open(new HydrationOptions { Hub = "hub-two" });
        var (first, second) = (
            area.Folder(TestArea.Module, "1"),
            area.Folder(TestArea.Module, "2")
        );
        await one.HydrateAsync(TestArea.Module, first, null, None);
        await two.HydrateAsync(TestArea.Module, second, null, None);
        ModuleTree.Write(first, "a", [1]);
        ModuleTree.Write(second, "a", [2]);
        await one.DehydrateAsync(TestArea.Module, first, null, None);
        var error = await Should.ThrowAsync<HydrationException>(() =>
            two.DehydrateAsync(TestArea.Module, second, null, None)
        );
        error.Message.ShouldContain("module module-1");
        error.Message.ShouldContain("hub-one wrote state 1");
        File.ReadAllBytes(Path.Combine(second, "a")).ShouldBe([2]);

        // The remedies that it names.
        error.Message.ShouldContain(new LocalPaths(second).Known);
        File.Delete(new LocalPaths(second).Known);
        (await two.DehydrateAsync(TestArea.Module, second, null, None)).StateKey.ShouldBe(
            "states/module-1/00000002.json"
        );
        await one.HydrateAsync(TestArea.Module, first, null, None);
        File.ReadAllBytes(Path.Combine(first, "a")).ShouldBe([2]);
    }

    [Test]
    public async Task A_race_for_one_state_has_one_winner_and_the_loser_knows_it()
    {
        using var area = new TestArea();
        var store = new HookedStore(area.Store);
        using var slow = area.Open(new HydrationOptions { Hub = "slow" }, store);
        using var fast = area.Open(new HydrationOptions { Hub = "fast" });
        var (first, second) = (
            area.Folder(TestArea.Module, "1"),
            area.Folder(TestArea.Module, "2")
        );
        ModuleTree.Write(first, "a", [1]);
        ModuleTree.Write(second, "a", [2]);
        store.Before = async (call, key) =>
        {
            if (call == "create" && key.StartsWith("states/", StringComparison.Ordinal))
            {
                await fast.DehydrateAsync(TestArea.Module, second, null, None);
            }
        };
        var error = await Should.ThrowAsync<HydrationException>(() =>
            slow.DehydrateAsync(TestArea.Module, first, null, None)
        );
        error.Message.ShouldContain("hub fast wrote state 1");
        error.Message.ShouldContain("while slow dehydrated it");
        (await area.KeysAsync("states/")).ShouldBe(["states/module-1/00000001.json"]);
        (await area.KeysAsync("sessions/")).ShouldBeEmpty();
    }

    [Test]
    public async Task An_interruption_at_any_call_leaves_the_state_before_whole()
    {
        using var area = new TestArea();
        var folder = area.Folder(TestArea.Module);
        using (var storage = area.Open())
        {
            ModuleTree.WriteVaried(folder);
            await storage.DehydrateAsync(TestArea.Module, folder, null, None);
        }
        var before = ModuleTree.Describe(folder);
        var calls = 0;
        for (var failing = 1; failing == 1 || calls >= failing - 1; failing++)
        {
            ModuleTree.Write(folder, "small/09.bin", ModuleTree.Bytes(500, failing));
            ModuleTree.Write(folder, "large/two.dat", ModuleTree.Bytes(300_000, 900 + failing));
            var store = new HookedStore(area.Store);
            calls = 0;
            store.Before = (_, _) =>
                ++calls == failing
                    ? throw new IOException("the connection broke")
                    : Task.CompletedTask;
            using var breaking = area.Open(new HydrationOptions { Threads = 0 }, store);
            try
            {
                await breaking.DehydrateAsync(TestArea.Module, folder, null, None);
                break;
            }
            catch (HydrationException)
            {
                using var reader = area.Open();
                var to = area.Folder(TestArea.Module, $"reader-{failing}");
                await reader.HydrateAsync(TestArea.Module, to, null, None);
                var found = ModuleTree.Describe(to);
                var isNew = found.SequenceEqual(ModuleTree.Describe(folder));
                (isNew || found.SequenceEqual(before)).ShouldBeTrue($"call {failing}");
                if (isNew)
                {
                    before = found;
                    File.Delete(new LocalPaths(folder).Known);
                }
            }
        }
        calls.ShouldBeGreaterThan(5);
    }

    [Test]
    public async Task A_state_of_a_newer_version_is_refused_by_its_key()
    {
        using var area = new TestArea();
        using var storage = area.Open();
        var folder = area.Folder(TestArea.Module);
        ModuleTree.Write(folder, "a", [1]);
        await area.Store.TryCreateAsync(
            "states/module-1/00000001.json",
            """{"schema":"bench.module-state/2","writer":"x"}"""u8.ToArray(),
            None
        );
        var error = await Should.ThrowAsync<HydrationException>(() =>
            storage.HydrateAsync(TestArea.Module, folder, null, None)
        );
        error.Message.ShouldContain("states/module-1/00000001.json");
        error.Message.ShouldContain("'bench.module-state/2'");
        File.Exists(Path.Combine(folder, "a")).ShouldBeTrue();
    }

    [TestCase("../outside")]
    [TestCase("/etc/passwd")]
    [TestCase("a/../../b")]
    [TestCase(".")]
    [TestCase("nul\0byte")]
    public async Task Paths_that_escape_the_module_are_refused(string path)
    {
        using var area = new TestArea();
        using var storage = area.Open();
        var hash = Bench.Hub.Hashing.ContentHash.Of([]).ToString();
        var state = new ModuleState
        {
            Schema = ModuleState.SchemaName,
            Writer = "x",
            Module = "module-1",
            Number = 1,
            Kind = SlotKind.State,
            Hub = "evil",
            Folders = [new StateFolder("", 493, 0), new StateFolder("a", 493, 0)],
            Files = [new StateFile(path, 420, 0, 0, hash, [])],
        };
        await area.Store.TryCreateAsync(
            "states/module-1/00000001.json",
            StoreJson.Write(state),
            None
        );
        var folder = area.Folder(TestArea.Module);
        var error = await Should.ThrowAsync<HydrationException>(() =>
            storage.HydrateAsync(TestArea.Module, folder, null, None)
        );
        error.Message.ShouldContain("escapes the module");
        Directory.Exists(folder).ShouldBeFalse();
    }
}
