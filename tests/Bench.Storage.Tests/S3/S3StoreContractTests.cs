using Bench.Storage.Buckets;
using Bench.Storage.Tests.Contract;
using Bench.Testing.S3;

namespace Bench.Storage.Tests.S3;

/// <summary>The contract on RGW, with one bucket for all tests and one prefix for each.</summary>
public sealed class S3StoreContractTests : ObjectStoreContract
{
    private readonly List<IDisposable> _clients = [];
    private RgwBucket _bucket = null!;
    private int _test;

    [OneTimeSetUp]
    public async Task MakeBucket() =>
        _bucket = await RgwServer.FromEnvironment().UseInThisProcess().NewBucketAsync();

    [TearDown]
    public async Task EmptyBucket()
    {
        foreach (var client in _clients)
        {
            client.Dispose();
        }
        _clients.Clear();
        _test++;
        await _bucket.EmptyAsync();
    }

    [OneTimeTearDown]
    public async Task RemoveBucket() => await _bucket.DisposeAsync();

    protected override IObjectStore OpenClient()
    {
        var store = (BucketStore)Stores.Open(_bucket.UriOf($"pre fix/{_test}"));
        _clients.Add(store);
        return store;
    }
}
