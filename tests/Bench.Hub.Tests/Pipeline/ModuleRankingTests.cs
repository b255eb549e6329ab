using Bench.Hub.Pipeline.Ranking;
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
        Put($"states/{First}/00000001.json", minute: 1);
        Put($"states/{First}/00000002.json", minute: 5);
        Put($"states/{Second}/00000001.json", minute: 3);
        (await RankAsync()).ShouldBe([First, Second]);
    }

    private async Task<IEnumerable<string>> RankAsync(
        string stateObject = ModuleRanking.OriginalStateObject
    ) =>
        (await ModuleRanking.RankAsync(new FileStore(_folder), stateObject, default)).Select(
            ranked => ranked.Module.ToString()
        );

    private void Put(string key, int minute)
    {
        var path = Path.Combine(_folder, key);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "x");
        File.SetLastWriteTimeUtc(path, new DateTime(2026, 1, 1, 0, minute, 0, DateTimeKind.Utc));
    }
}
