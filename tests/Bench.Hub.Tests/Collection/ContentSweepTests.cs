using Bench.Hub.Collection;
using Bench.Hub.Hashing;
using Bench.Hub.Hydration;
using Bench.Hub.States;
using Bench.Hub.Tests.Support;

namespace Bench.Hub.Tests.Collection;

public sealed class ContentSweepTests
{
    private static CancellationToken None => CancellationToken.None;

    [Test]
    public async Task It_deletes_what_no_state_names_and_a_dry_run_only_tells()
    {
        using var area = new TestArea();
        using var storage = area.Open();
        var folder = area.Folder(TestArea.Module);
        ModuleTree.Write(folder, "a", ModuleTree.Bytes(1000, 1));
        ModuleTree.Write(folder, "b", ModuleTree.Bytes(300_000, 2));
        await storage.DehydrateAsync(TestArea.Module, folder, null, None);
        ModuleTree.Write(folder, "b", ModuleTree.Bytes(300_000, 3));
        await storage.DehydrateAsync(TestArea.Module, folder, null, None);
        var keys = await area.KeysAsync("");

        var dry = await Sweep(area, new SweepOptions { DryRun = true });
        (dry.DryRun, dry.Number, dry.Modules, dry.Objects).ShouldBe((true, null, 1, 3));
        (dry.CandidateObjects, dry.CandidateBytes, dry.DeletedObjects).ShouldBe((1, 300_000, 0));
        dry.SupersededStates.ShouldBe(1);
        (await area.KeysAsync("")).ShouldBe(keys);

        var swept = await Sweep(area, new SweepOptions());
        (swept.Number, swept.DeletedObjects, swept.DeletedBytes).ShouldBe((1, 1, 300_000));
        (await area.KeysAsync("content/")).Count.ShouldBe(2);
        (await area.KeysAsync("states/")).ShouldBe(["states/module-1/00000002.json"]);

        // What was deleted comes again under the number of the sweep.
        ModuleTree.Write(folder, "c", ModuleTree.Bytes(300_000, 2));
        (await storage.DehydrateAsync(TestArea.Module, folder, null, None)).MovedBytes.ShouldBe(
            300_000
        );
        (await area.KeysAsync("content/00000001/")).Count.ShouldBe(1);
        var to = area.Folder(TestArea.Module, "other");
        await storage.HydrateAsync(TestArea.Module, to, null, None);
        ModuleTree.Describe(to).ShouldBe(ModuleTree.Describe(folder));

        await storage.ObliterateAsync(TestArea.Module, None);
        await Sweep(area, new SweepOptions());
        (await area.KeysAsync("content/")).ShouldBeEmpty();
        (await area.KeysAsync("sweeps/")).ShouldAllBe(key =>
            key.StartsWith("sweeps/00000002/", StringComparison.Ordinal)
        );
    }

    /// <summary>Whoever had asked for a number that was fenced may still ask for it: it must not be free while no state is above.</summary>
    [Test]
    public async Task Fences_stay_until_something_counts_above_them()
    {
        using var area = new TestArea();
        await FenceAsync(area, 1);
        await FenceAsync(area, 2);
        await Sweep(area, new SweepOptions());
        (await area.KeysAsync("states/")).Count.ShouldBe(2);

        using var storage = area.Open();
        await StoreAsync(area, storage);
        await Sweep(area, new SweepOptions());
        (await area.KeysAsync("states/")).ShouldBe(["states/module-1/00000003.json"]);
    }

    [Test]
    public async Task The_mark_of_an_obliterated_module_stays_below_a_fence()
    {
        using var area = new TestArea();
        using var storage = area.Open();
        await StoreAsync(area, storage);
        await storage.ObliterateAsync(TestArea.Module, None);
        await FenceAsync(area, 3);
        await Sweep(area, new SweepOptions());
        (await area.KeysAsync("states/")).ShouldBe([
            "states/module-1/00000002.json",
            "states/module-1/00000003.json",
        ]);
    }

    [Test]
    public async Task A_second_sweep_at_the_same_time_is_refused()
    {
        using var area = new TestArea();
        using var storage = area.Open();
        await StoreAsync(area, storage);
        await storage.ObliterateAsync(TestArea.Module, None);
        var store = new HookedStore(area.Store);
        HydrationException? refused = null;
        store.Before = async (call, key) =>
        {
            if (call == "create" && key.EndsWith("candidates.json", StringComparison.Ordinal))
            {
                store.Before = (_, _) => Task.CompletedTask;
                // The first one gives signs of life until the second has seen one.
                var time = new SimTime();
                var second = new ContentSweep(
                    area.Store,
                    new SweepOptions { Hub = "second" },
                    time
                ).RunAsync(None);
                for (var sequence = 100; !second.IsCompleted; sequence++)
                {
                    await area.Store.PutAsync(
                        "sweeps/00000001/progress.json",
                        System.Text.Encoding.UTF8.GetBytes(
                            $$"""{"schema":"bench.hub-sweep-progress/1","sequence":{{sequence}}}"""
                        ),
                        None
                    );
                    time.Advance(TimeSpan.FromSeconds(5));
                    await Task.Yield();
                }
                refused = await Should.ThrowAsync<HydrationException>(() => second);
            }
        };
        var first = new ContentSweep(
            store,
            new SweepOptions { Hub = "first" },
            TimeProvider.System
        );
        (await first.RunAsync(None)).DeletedObjects.ShouldBe(1);
        refused.ShouldNotBeNull().Message.ShouldContain("garbage collection 1 of first runs");
    }

    /// <summary>The number that a sweep had chosen before it slept may be free again, with newer sweeps above it.</summary>
    [Test]
    public async Task A_sweep_that_slept_before_its_claim_does_not_go_below_a_newer_one()
    {
        using var area = new TestArea();
        var store = new HookedStore(area.Store);
        store.Before = async (call, name) =>
        {
            if (call == "create" && name.EndsWith("claim.json", StringComparison.Ordinal))
            {
                store.Before = (_, _) => Task.CompletedTask;
                for (var number = 1; number <= 2; number++)
                {
                    var orphan = ModuleTree.Bytes(100, number);
                    var key = StoreKeys.ContentOf(number - 1, ContentHash.Of(orphan));
                    await area.Store.PutAsync(key, orphan, None);
                    (await Sweep(area, new SweepOptions())).Number.ShouldBe(number);
                }
                (await area.KeysAsync("sweeps/00000001/")).ShouldBeEmpty();
            }
        };
        var late = new ContentSweep(store, new SweepOptions { Hub = "late" }, TimeProvider.System);

        var refused = await Should.ThrowAsync<HydrationException>(() => late.RunAsync(None));

        refused.Message.ShouldContain("garbage collection 2 of");
        (await area.KeysAsync("sweeps/00000001/")).ShouldBeEmpty();
    }

    private static async Task StoreAsync(TestArea area, ModuleStorage storage)
    {
        var folder = area.Folder(TestArea.Module);
        ModuleTree.Write(folder, "a", ModuleTree.Bytes(1000, 1));
        await storage.DehydrateAsync(TestArea.Module, folder, null, None);
    }

    private static async Task FenceAsync(TestArea area, int number)
    {
        var fence = new ModuleState
        {
            Schema = ModuleState.SchemaName,
            Writer = $"{number:x32}",
            Module = TestArea.Module.ToString(),
            Number = number,
            Kind = SlotKind.Fence,
            Hub = "sweeper",
        };
        var key = StoreKeys.State(TestArea.Module, number);
        (await area.Store.TryCreateAsync(key, StoreJson.Write(fence), None)).ShouldBeTrue();
    }

    private static Task<SweepResult> Sweep(TestArea area, SweepOptions options) =>
        new ContentSweep(area.Store, options, TimeProvider.System).RunAsync(None);
}
