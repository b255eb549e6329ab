using Bench.Hub.Hydration;
using Bench.Hub.Modules;
using Bench.Hub.Tests.Support;

namespace Bench.Hub.Tests.Hydration;

/// <summary>Content that modules have in common, packs that turn to garbage, chunks, order, and the cap.</summary>
public sealed class SharingTests
{
    private static CancellationToken None => CancellationToken.None;

    [Test]
    public async Task What_another_module_has_stored_is_not_stored_again()
    {
        using var area = new TestArea();
        using var storage = area.Open();
        var one = area.Folder("one");
        var two = area.Folder("two");
        ModuleTree.WriteVaried(one);
        ModuleTree.WriteVaried(two);
        ModuleTree.Write(two, "own", ModuleTree.Bytes(5000, 777));
        await storage.DehydrateAsync(ModuleId.Parse("one"), one, null, None);
        var result = await storage.DehydrateAsync(ModuleId.Parse("two"), two, null, None);
        result.MovedBytes.ShouldBe(5000);
        var to = area.Folder("two", "other");
        await storage.HydrateAsync(ModuleId.Parse("two"), to, null, None);
        ModuleTree.Describe(to).ShouldBe(ModuleTree.Describe(two));
    }

    [Test]
    public async Task Packs_that_are_mostly_garbage_are_replaced()
    {
        using var area = new TestArea();
        using var storage = area.Open();
        var folder = area.Folder(TestArea.Module);
        for (var i = 0; i < 20; i++)
        {
            ModuleTree.Write(folder, $"{i}", ModuleTree.Bytes(1000, i));
        }
        await storage.DehydrateAsync(TestArea.Module, folder, null, None);
        for (var i = 0; i < 8; i++)
        {
            ModuleTree.Write(folder, $"{i}", ModuleTree.Bytes(1000, 100 + i));
        }
        (await storage.DehydrateAsync(TestArea.Module, folder, null, None)).MovedBytes.ShouldBe(
            8000
        );
        for (var i = 8; i < 12; i++)
        {
            ModuleTree.Write(folder, $"{i}", ModuleTree.Bytes(1000, 100 + i));
        }
        // Now 12 of the first 20 are of no use: the other 8 move too.
        (await storage.DehydrateAsync(TestArea.Module, folder, null, None)).MovedBytes.ShouldBe(
            12_000
        );
        var to = area.Folder(TestArea.Module, "other");
        (await storage.HydrateAsync(TestArea.Module, to, null, None)).MovedObjects.ShouldBe(2);
        ModuleTree.Describe(to).ShouldBe(ModuleTree.Describe(folder));
    }

    [Test]
    public async Task A_file_that_grew_in_its_middle_moves_only_the_chunks_around_that()
    {
        using var area = new TestArea();
        using var storage = area.Open(
            new HydrationOptions
            {
                Chunk = true,
                ChunkThreshold = 100_000,
                ChunkBytes = 16_384,
                PackBytes = 200_000,
                PackThreshold = 1000,
            }
        );
        var folder = area.Folder(TestArea.Module);
        var content = ModuleTree.Bytes(2_000_000, 1);
        ModuleTree.Write(folder, "log", content);
        await storage.DehydrateAsync(TestArea.Module, folder, null, None);
        ModuleTree.Write(
            folder,
            "log",
            [.. content[..900_000], 1, 2, 3, .. content[900_000..], .. ModuleTree.Bytes(1000, 2)]
        );
        var result = await storage.DehydrateAsync(TestArea.Module, folder, null, None);
        result.MovedBytes.ShouldBeInRange(1, 5 * 65_536);
        var to = area.Folder(TestArea.Module, "other");
        await storage.HydrateAsync(TestArea.Module, to, null, None);
        ModuleTree.Describe(to).ShouldBe(ModuleTree.Describe(folder));
    }

    [Test]
    public async Task What_is_needed_first_is_fetched_first()
    {
        using var area = new TestArea();
        var store = new HookedStore(area.Store);
        using var storage = area.Open(
            new HydrationOptions
            {
                Threads = 0,
                Pack = false,
                First = ["meta/", "index"],
            },
            store
        );
        var folder = area.Folder(TestArea.Module);
        ModuleTree.Write(folder, "big", ModuleTree.Bytes(3000, 1));
        ModuleTree.Write(folder, "index", ModuleTree.Bytes(4000, 2));
        ModuleTree.Write(folder, "little", ModuleTree.Bytes(20, 3));
        ModuleTree.Write(folder, "meta/x", ModuleTree.Bytes(5000, 4));
        await storage.DehydrateAsync(TestArea.Module, folder, null, None);
        var lengths = new List<int>();
        store.Read = (key, content) =>
        {
            if (key.StartsWith("content/", StringComparison.Ordinal))
            {
                lengths.Add(content!.Length);
            }
            return content;
        };
        var seen = new List<HydrationProgress>();
        await storage.HydrateAsync(
            TestArea.Module,
            area.Folder(TestArea.Module, "other"),
            new Listed(seen),
            None
        );
        lengths.ShouldBe([5000, 4000, 20, 3000]);
        seen[0].ShouldBe(new HydrationProgress(0, 4, 0, 12_020));
        seen[^1].ShouldBe(new HydrationProgress(4, 4, 12_020, 12_020));
        seen.Select(now => now.DoneBytes).ShouldBeInOrder();
    }

    private sealed class Listed(List<HydrationProgress> seen) : IProgress<HydrationProgress>
    {
        public void Report(HydrationProgress value) => seen.Add(value);
    }
}
