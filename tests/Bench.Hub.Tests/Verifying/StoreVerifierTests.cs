using Bench.Hub.Tests.Support;
using Bench.Hub.Verifying;

namespace Bench.Hub.Tests.Verifying;

public sealed class StoreVerifierTests
{
    private static CancellationToken None => CancellationToken.None;

    [Test]
    public async Task It_tells_what_is_damaged_missing_and_of_no_use()
    {
        using var area = new TestArea();
        using var storage = area.Open();
        var folder = area.Folder(TestArea.Module);
        ModuleTree.WriteVaried(folder);
        var stored = await storage.DehydrateAsync(TestArea.Module, folder, null, None);
        var whole = await new StoreVerifier(area.Store).RunAsync(None);
        whole.Problems.ShouldBeEmpty();
        (whole.Modules, whole.Slots, whole.Files, whole.FileBytes).ShouldBe(
            (1, 1, stored.Files, stored.Bytes)
        );
        (whole.Objects, whole.Bytes).ShouldBe((stored.MovedObjects, stored.MovedBytes));
        (whole.OrphanObjects, whole.Sessions).ShouldBe((0, 0));

        var keys = await area.KeysAsync("content/");
        var damaged = (await area.Store.GetAsync(keys[0], None))!;
        damaged[0] ^= 1;
        await area.Store.PutAsync(keys[0], damaged, None);
        await area.Store.DeleteAsync(keys[1], None);
        var orphan = $"content/00000000/ab/{new string('a', 64)}";
        await area.Store.PutAsync(orphan, new byte[7], None);
        await area.Store.PutAsync("states/module-2/00000001.json", "{"u8.ToArray(), None);

        var broken = await new StoreVerifier(area.Store).RunAsync(None);
        broken.Problems.Count.ShouldBe(3);
        broken.Problems.ShouldContain(problem =>
            problem.Contains($"{keys[0]} is damaged", StringComparison.Ordinal)
        );
        broken.Problems.ShouldContain($"module module-1: {keys[1]} is missing");
        broken.Problems.ShouldContain(problem =>
            problem.Contains("states/module-2/00000001.json is damaged", StringComparison.Ordinal)
        );
        (broken.OrphanObjects, broken.OrphanBytes).ShouldBe((1, 7));

        var quick = await new StoreVerifier(area.Store, readContent: false).RunAsync(None);
        quick.Problems.Count.ShouldBe(2);
    }
}
