using Bench.Hub.Collection;
using Bench.Hub.Hydration;
using Bench.Hub.Tests.Support;
using Bench.Hub.Verifying;
using Bench.Storage;
using Bench.Storage.Resilience;
using Bench.Testing.S3;

namespace Bench.Hub.Tests.S3;

/// <summary>The engine on a real S3 server.</summary>
public sealed class RgwTests
{
    private RgwServer _server = null!;
    private RgwBucket _bucket = null!;

    private static CancellationToken None => CancellationToken.None;

    [OneTimeSetUp]
    public async Task MakeBucket()
    {
        _server = RgwServer.FromEnvironment().UseInThisProcess();
        _bucket = await _server.NewBucketAsync();
    }

    [OneTimeTearDown]
    public async Task RemoveBucket() => await _bucket.DisposeAsync();

    [Test]
    public async Task A_module_comes_back_byte_for_byte_and_unchanged_ones_cost_one_request()
    {
        using var area = new TestArea();
        var store = Stores.Open(_bucket.UriOf("round trip"));
        using var storage = area.Open(new HydrationOptions { Threads = 8 }, store);
        var folder = area.Folder(TestArea.Module);
        ModuleTree.WriteVaried(folder);
        ModuleTree.Write(folder, "parts", ModuleTree.Bytes(20_000_000, 50));
        await TestArea.SettleAsync(folder);
        var stored = await storage.DehydrateAsync(TestArea.Module, folder, null, None);
        var to = area.Folder(TestArea.Module, "other");
        var fetched = await storage.HydrateAsync(TestArea.Module, to, null, None);
        ModuleTree.Describe(to).ShouldBe(ModuleTree.Describe(folder));
        fetched.MovedBytes.ShouldBe(stored.MovedBytes);
        var again = await storage.DehydrateAsync(TestArea.Module, folder, null, None);
        (again.Requests, again.MovedObjects, again.HashedFiles).ShouldBe((1, 0, 0));

        ModuleTree.Write(folder, "parts", ModuleTree.Bytes(9_000_000, 51));
        await storage.DehydrateAsync(TestArea.Module, folder, null, None);
        var swept = await new ContentSweep(store, new SweepOptions(), TimeProvider.System).RunAsync(
            None
        );
        (swept.DeletedObjects, swept.DeletedBytes).ShouldBe((1, 20_000_000));
        var verified = await new StoreVerifier(store).RunAsync(None);
        verified.Problems.ShouldBeEmpty();
        (verified.OrphanObjects, verified.Sessions).ShouldBe((0, 0));
        await storage.HydrateAsync(TestArea.Module, to, null, None);
        ModuleTree.Describe(to).ShouldBe(ModuleTree.Describe(folder));
    }

    [Test]
    public async Task A_pack_that_is_damaged_or_missing_is_named_by_its_key()
    {
        using var area = new TestArea();
        var store = Stores.Open(_bucket.UriOf("damage"));
        using var storage = area.Open(store: store);
        var folder = area.Folder(TestArea.Module);
        ModuleTree.Write(folder, "a", ModuleTree.Bytes(1000, 1));
        ModuleTree.Write(folder, "b", ModuleTree.Bytes(1000, 2));
        await storage.DehydrateAsync(TestArea.Module, folder, null, None);
        var pack = (await TestArea.KeysAsync(store, "content/")).ShouldHaveSingleItem();
        var content = (await store.GetAsync(pack, None))!;
        content[500] ^= 1;
        await store.PutAsync(pack, content, None);
        var to = area.Folder(TestArea.Module, "other");
        var damaged = await FailureAsync(storage, to);
        damaged.ShouldContain("file 'a'");
        damaged.ShouldContain(pack);
        damaged.ShouldContain("is damaged");
        await store.DeleteAsync(pack, None);
        (await FailureAsync(storage, to)).ShouldContain("is missing");
        Directory.Exists(to).ShouldBeFalse();
    }

    [Test]
    public async Task A_bucket_that_is_missing_and_wrong_credentials_are_told()
    {
        using var area = new TestArea();
        var folder = area.Folder(TestArea.Module);
        ModuleTree.Write(folder, "a", [1]);
        var settings = RequestSettings.Impatient;
        using var missing = area.Open(
            store: Stores.Open(
                _bucket.Uri.Replace(_bucket.Name, "bench-no-such-bucket", StringComparison.Ordinal),
                settings
            )
        );
        var absent = await FailureAsync(missing, folder);
        absent.ShouldContain("module module-1");
        absent.ShouldContain("bench-no-such-bucket");

        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", "wrong");
        try
        {
            using var denied = area.Open(store: Stores.Open(_bucket.UriOf("denied"), settings));
            var message = await FailureAsync(denied, folder);
            message.ShouldContain("module module-1");
            message.ShouldContain("check the access key and secret key");
        }
        finally
        {
            _server.UseInThisProcess();
        }
        File.ReadAllBytes(Path.Combine(folder, "a")).ShouldBe([1]);
    }

    [Test]
    public async Task Replies_that_are_refused_lost_and_cut_do_not_harm_a_module()
    {
        using var area = new TestArea();
        await using var front = await FaultyFront.StartAsync(_server.Endpoint, seed: 5);
        var uri = _bucket
            .UriOf("faults")
            .Replace(_server.Endpoint, front.Endpoint, StringComparison.Ordinal);
        var settings = new RequestSettings
        {
            MaxRetries = 30,
            FirstDelay = TimeSpan.FromMilliseconds(5),
            MaxDelay = TimeSpan.FromMilliseconds(50),
        };
        var options = new HydrationOptions
        {
            Threads = 8,
            PackThreshold = 5000,
            PackBytes = 50_000,
        };
        using var storage = area.Open(options, Stores.Open(uri, settings));
        var folder = area.Folder(TestArea.Module);
        ModuleTree.WriteVaried(folder);
        ModuleTree.Write(folder, "parts", ModuleTree.Bytes(18_000_000, 50));
        await storage.DehydrateAsync(TestArea.Module, folder, null, None);
        var to = area.Folder(TestArea.Module, "other");
        await storage.HydrateAsync(TestArea.Module, to, null, None);
        ModuleTree.Describe(to).ShouldBe(ModuleTree.Describe(folder));
        front.Faults.ShouldBeGreaterThan(10);
        var whole = await new StoreVerifier(Stores.Open(_bucket.UriOf("faults"))).RunAsync(None);
        whole.Problems.ShouldBeEmpty();
    }

    private static async Task<string> FailureAsync(ModuleStorage storage, string folder) =>
        (
            await Should.ThrowAsync<HydrationException>(() =>
                storage.HydrateAsync(TestArea.Module, folder, null, None)
            )
        ).Message;
}
