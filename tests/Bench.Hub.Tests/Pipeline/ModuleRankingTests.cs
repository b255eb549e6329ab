using System.Collections.Concurrent;
using System.Text;
using Bench.Hub.Modules;
using Bench.Hub.Pipeline.Ranking;
using Bench.Hub.States;
using Bench.Hub.Tests.Support;
using Bench.Storage;
using Bench.Storage.Files;

namespace Bench.Hub.Tests.Pipeline;

public sealed class ModuleRankingTests
{
    private const string First = "00000000-0000-4000-8000-000000000001";
    private const string Second = "00000000-0000-4000-8000-000000000002";
    private const string Third = "00000000-0000-4000-8000-000000000003";

    private readonly string _folder = Directory.CreateTempSubdirectory("bench-ranking-").FullName;

    [TearDown]
    public void Clean() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task Modules_come_by_the_age_of_their_state_object_newest_first()
    {
        Put($"{First}/incremental-state.cbo", minute: 1);
        Put($"{Second}/incremental-state.cbo", minute: 3);
        Put($"{Third}/incremental-state.cbo", minute: 2);
        // Neither other objects nor other folders count.
        Put($"{First}/cas/newest", minute: 9);
        Put("not-a-uuid/incremental-state.cbo", minute: 9);
        Put("incremental-state.cbo", minute: 9);
        (await RankAsync()).ShouldBe([Second, Third, First]);
    }

    [Test]
    public async Task Those_of_one_time_come_by_id()
    {
        Put($"{Third}/incremental-state.cbo", minute: 1);
        Put($"{First}/incremental-state.cbo", minute: 1);
        (await RankAsync()).ShouldBe([First, Third]);
    }

    [Test]
    public async Task Another_name_can_be_given()
    {
        Put($"{First}/state.bin", minute: 1);
        (await RankAsync()).ShouldBeEmpty();
        (await RankAsync("state.bin")).ShouldBe([First]);
    }

    [Test]
    public async Task A_store_of_Benchs_own_is_ranked_by_the_newest_state_of_each()
    {
        PutSlot(First, 1, SlotKind.State, minute: 1);
        PutSlot(First, 2, SlotKind.State, minute: 5);
        PutSlot(Second, 1, SlotKind.State, minute: 3);
        PutSlot("no-uuid", 1, SlotKind.State, minute: 9);
        (await RankAsync()).ShouldBe([First, Second]);
    }

    [Test]
    public async Task A_fence_makes_no_module_newer_and_is_no_module()
    {
        PutSlot(First, 1, SlotKind.State, minute: 1);
        PutSlot(First, 2, SlotKind.Fence, minute: 8);
        PutSlot(First, 3, SlotKind.Fence, minute: 9);
        PutSlot(Second, 1, SlotKind.State, minute: 3);
        PutSlot(Third, 1, SlotKind.Fence, minute: 9);
        (await RankAsync()).ShouldBe([Second, First]);
    }

    [Test]
    public async Task A_module_that_was_obliterated_is_left_out_until_it_has_a_state_again()
    {
        PutSlot(First, 1, SlotKind.State, minute: 1);
        PutSlot(Second, 4, SlotKind.Obliterated, minute: 9);
        PutSlot(Second, 5, SlotKind.Fence, minute: 9);
        // Its obliteration was cut before all below was deleted.
        PutSlot(Third, 1, SlotKind.State, minute: 2);
        PutSlot(Third, 2, SlotKind.Obliterated, minute: 9);
        (await RankAsync()).ShouldBe([First]);
        PutSlot(Third, 3, SlotKind.State, minute: 9);
        (await RankAsync()).ShouldBe([Third, First]);
    }

    [Test]
    public async Task No_more_slots_are_read_than_needed()
    {
        PutSlot(First, 1, SlotKind.State, minute: 1);
        PutSlot(First, 2, SlotKind.State, minute: 2);
        PutSlot(First, 3, SlotKind.Fence, minute: 3);
        // One that is so long can only be a state; another cannot be read, which is for the hub to tell.
        Put($"states/{Second}/00000001.json", minute: 4, new string('x', 20_000));
        Put($"states/{Third}/00000001.json", minute: 5);
        var read = new ConcurrentBag<string>();
        var store = new HookedStore(new FileStore(_folder))
        {
            Before = (call, key) =>
            {
                if (call == "get")
                {
                    read.Add(key);
                }
                return Task.CompletedTask;
            },
        };
        (await RankAsync(store)).ShouldBe([Third, Second, First]);
        read.Order(StringComparer.Ordinal)
            .ShouldBe([
                $"states/{First}/00000002.json",
                $"states/{First}/00000003.json",
                $"states/{Third}/00000001.json",
            ]);
    }

    [Test]
    public async Task A_module_that_is_obliterated_meanwhile_is_left_out()
    {
        PutSlot(First, 1, SlotKind.State, minute: 1);
        PutSlot(Second, 1, SlotKind.State, minute: 2);
        var store = new HookedStore(new FileStore(_folder))
        {
            Before = (call, key) =>
            {
                var path = Path.Combine(_folder, key);
                if (call == "get" && key == $"states/{Second}/00000001.json" && File.Exists(path))
                {
                    PutSlot(Second, 2, SlotKind.Obliterated, minute: 3);
                    File.Delete(path);
                }
                return Task.CompletedTask;
            },
        };
        (await RankAsync(store)).ShouldBe([First]);
    }

    private Task<IEnumerable<string>> RankAsync(
        string stateObject = ModuleRanking.OriginalStateObject
    ) => RankAsync(new FileStore(_folder), stateObject);

    private static async Task<IEnumerable<string>> RankAsync(
        IObjectStore store,
        string stateObject = ModuleRanking.OriginalStateObject
    ) =>
        (await ModuleRanking.RankAsync(store, stateObject, default)).Select(ranked =>
            ranked.Module.ToString()
        );

    private void PutSlot(string module, int number, SlotKind kind, int minute)
    {
        var slot = new ModuleState
        {
            Schema = ModuleState.SchemaName,
            Writer = "w",
            Module = module,
            Number = number,
            Kind = kind,
            Hub = "hub",
        };
        Put(
            StoreKeys.State(ModuleId.Parse(module), number),
            minute,
            Encoding.UTF8.GetString(StoreJson.Write(slot))
        );
    }

    private void Put(string key, int minute, string content = "x")
    {
        var path = Path.Combine(_folder, key);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        File.SetLastWriteTimeUtc(path, new DateTime(2026, 1, 1, 0, minute, 0, DateTimeKind.Utc));
    }
}
