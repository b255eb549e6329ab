using Bench.Hub.Hydration;
using Bench.Hub.Tests.Support;

namespace Bench.Hub.Tests.Hydration;

public sealed class RoundTripTests
{
    private static CancellationToken None => CancellationToken.None;

    [TestCase(true, false, 4)]
    [TestCase(false, false, 4)]
    [TestCase(true, true, 4)]
    [TestCase(false, true, 0)]
    [TestCase(true, false, 0)]
    public async Task A_module_comes_back_as_it_was(bool pack, bool chunk, int threads)
    {
        using var area = new TestArea();
        var from = area.Folder(TestArea.Module);
        ModuleTree.WriteVaried(from);
        var expected = ModuleTree.Describe(from);
        using var storage = area.Open(
            new HydrationOptions
            {
                Threads = threads,
                Pack = pack,
                PackBytes = 100_000,
                PackThreshold = 50_000,
                Chunk = chunk,
                ChunkThreshold = 200_000,
                ChunkBytes = 16_384,
            }
        );
        var stored = await storage.DehydrateAsync(TestArea.Module, from, null, None);
        stored.Files.ShouldBe(49);
        stored.HashedFiles.ShouldBe(49);
        stored.MovedBytes.ShouldBe(stored.Bytes - 20_000);
        ModuleTree.Describe(from).ShouldBe(expected);

        var to = area.Folder(TestArea.Module, "other");
        var fetched = await storage.HydrateAsync(TestArea.Module, to, null, None);
        ModuleTree.Describe(to).ShouldBe(expected);
        fetched.MovedBytes.ShouldBe(stored.MovedBytes);
        fetched.MovedObjects.ShouldBe(stored.MovedObjects);
        fetched.StateKey.ShouldBe(stored.StateKey);
        (fetched.Files, fetched.Bytes).ShouldBe((stored.Files, stored.Bytes));
        (await area.KeysAsync("sessions/")).ShouldBeEmpty();
    }

    /// <summary>What is longer than is held in memory, and is not an object of its own: files in a pack, long chunks.</summary>
    [TestCase(false)]
    [TestCase(true)]
    public async Task Large_pieces_of_larger_objects_come_back(bool chunk)
    {
        using var area = new TestArea();
        var from = area.Folder(TestArea.Module);
        ModuleTree.Write(from, "a", ModuleTree.Bytes(20 << 20, 1));
        ModuleTree.Write(from, "b", ModuleTree.Bytes(17 << 20, 2));
        ModuleTree.Write(from, "again/a", ModuleTree.Bytes(20 << 20, 1));
        // Nothing to cut at: its chunks are as long as a chunk may be, and all the same.
        ModuleTree.Write(from, "even", new byte[80 << 20]);
        using var storage = area.Open(
            new HydrationOptions
            {
                PackBytes = 64 << 20,
                PackThreshold = 32 << 20,
                Chunk = chunk,
                ChunkThreshold = 32 << 20,
                ChunkBytes = 8 << 20,
            }
        );
        var stored = await storage.DehydrateAsync(TestArea.Module, from, null, None);

        var to = area.Folder(TestArea.Module, "other");
        var fetched = await storage.HydrateAsync(TestArea.Module, to, null, None);

        ModuleTree.Describe(to).ShouldBe(ModuleTree.Describe(from));
        fetched.MovedBytes.ShouldBe(stored.MovedBytes);
    }

    /// <summary>What is written to a folder while it is hydrated is not taken for what was fetched.</summary>
    [Test]
    public async Task A_file_that_is_written_while_its_module_is_hydrated_is_stored_as_it_is_then()
    {
        using var area = new TestArea();
        var store = new HookedStore(area.Store);
        using var storage = area.Open(store: store);
        var folder = area.Folder(TestArea.Module);
        var kept = ModuleTree.Write(folder, "kept", ModuleTree.Bytes(1000, 1));
        var gone = ModuleTree.Write(folder, "gone", ModuleTree.Bytes(300_000, 2));
        // So many that time passes between what is done with the first and with the last.
        for (var i = 0; i < 1500; i++)
        {
            ModuleTree.Write(folder, $"others/{i}", [(byte)i]);
        }
        await storage.DehydrateAsync(TestArea.Module, folder, null, None);
        File.Delete(gone);
        var written = ModuleTree.Bytes(1000, 3);
        store.Before = async (_, key) =>
        {
            if (key.StartsWith("content/", StringComparison.Ordinal))
            {
                store.Before = (_, _) => Task.CompletedTask;
                await File.WriteAllBytesAsync(kept, written);
                await TestArea.SettleAsync(folder);
            }
        };
        await storage.HydrateAsync(TestArea.Module, folder, null, None);
        File.ReadAllBytes(kept).ShouldBe(written);

        await storage.DehydrateAsync(TestArea.Module, folder, null, None);

        var to = area.Folder(TestArea.Module, "other");
        await storage.HydrateAsync(TestArea.Module, to, null, None);
        File.ReadAllBytes(Path.Combine(to, "kept")).ShouldBe(written);
    }

    [Test]
    public async Task A_module_that_was_never_stored_is_an_empty_folder()
    {
        using var area = new TestArea();
        using var storage = area.Open();
        var folder = area.Folder(TestArea.Module);
        ModuleTree.Write(folder, "left/over", [1]);
        var result = await storage.HydrateAsync(TestArea.Module, folder, null, None);
        Directory.EnumerateFileSystemEntries(folder).ShouldBeEmpty();
        (result.StateKey, result.Files).ShouldBe((null, 0));
        (await area.KeysAsync("")).ShouldBeEmpty();
    }

    [Test]
    public async Task Unchanged_files_are_neither_hashed_nor_moved()
    {
        using var area = new TestArea();
        using var storage = area.Open();
        var folder = area.Folder(TestArea.Module);
        ModuleTree.WriteVaried(folder);
        await TestArea.SettleAsync(folder);
        var first = await storage.DehydrateAsync(TestArea.Module, folder, null, None);
        var keys = await area.KeysAsync("");

        var second = await storage.DehydrateAsync(TestArea.Module, folder, null, None);
        (second.HashedFiles, second.MovedObjects, second.MovedBytes).ShouldBe((0, 0, 0));
        second.StateKey.ShouldBe(first.StateKey);
        second.Requests.ShouldBe(1);
        (await area.KeysAsync("")).ShouldBe(keys);

        // Another process, with the same folder.
        using var later = area.Open();
        (await later.DehydrateAsync(TestArea.Module, folder, null, None)).HashedFiles.ShouldBe(0);
        var hydrated = await later.HydrateAsync(TestArea.Module, folder, null, None);
        (hydrated.HashedFiles, hydrated.MovedObjects).ShouldBe((0, 0));
    }

    [Test]
    public async Task Only_what_changed_is_moved()
    {
        using var area = new TestArea();
        using var storage = area.Open();
        var folder = area.Folder(TestArea.Module);
        for (var i = 0; i < 400; i++)
        {
            ModuleTree.Write(folder, $"{i % 7}/{i}", ModuleTree.Bytes(8000, i));
        }
        await TestArea.SettleAsync(folder);
        await storage.DehydrateAsync(TestArea.Module, folder, null, None);
        for (var i = 0; i < 4; i++)
        {
            ModuleTree.Write(folder, $"{i % 7}/{i}", ModuleTree.Bytes(8000, 1000 + i));
        }
        await TestArea.SettleAsync(folder);
        var result = await storage.DehydrateAsync(TestArea.Module, folder, null, None);
        result.HashedFiles.ShouldBe(4);
        result.MovedBytes.ShouldBe(4 * 8000);
        result.MovedObjects.ShouldBe(1);
        var to = area.Folder(TestArea.Module, "other");
        await storage.HydrateAsync(TestArea.Module, to, null, None);
        ModuleTree.Describe(to).ShouldBe(ModuleTree.Describe(folder));
    }

    [Test]
    public async Task A_folder_that_has_some_files_fetches_only_the_others()
    {
        using var area = new TestArea();
        using var storage = area.Open();
        var folder = area.Folder(TestArea.Module);
        ModuleTree.WriteVaried(folder);
        var expected = ModuleTree.Describe(folder);
        await storage.DehydrateAsync(TestArea.Module, folder, null, None);
        File.Delete(Path.Combine(folder, "large/two.dat"));
        ModuleTree.Write(folder, "small/05.bin", [1, 2, 3]);
        ModuleTree.Write(folder, "extra/file", [1]);

        var result = await storage.HydrateAsync(TestArea.Module, folder, null, None);
        ModuleTree.Describe(folder).ShouldBe(expected);
        result.MovedBytes.ShouldBeLessThan(700_000);
        result.DeduplicatedBytes.ShouldBeGreaterThan(3_000_000);
    }

    [Test]
    public async Task A_module_that_was_obliterated_is_empty_and_can_begin_anew()
    {
        using var area = new TestArea();
        using var storage = area.Open();
        var folder = area.Folder(TestArea.Module);
        ModuleTree.Write(folder, "a", [1]);
        await storage.DehydrateAsync(TestArea.Module, folder, null, None);
        await storage.ObliterateAsync(TestArea.Module, None);
        (await storage.HydrateAsync(TestArea.Module, folder, null, None)).StateKey.ShouldBeNull();
        ModuleTree.Write(folder, "b", [2]);
        (await storage.DehydrateAsync(TestArea.Module, folder, null, None)).StateKey.ShouldBe(
            "states/module-1/00000003.json"
        );
    }
}
