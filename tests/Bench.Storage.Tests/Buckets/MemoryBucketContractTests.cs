using Bench.Storage.Buckets;
using Bench.Storage.Tests.Contract;

namespace Bench.Storage.Tests.Buckets;

/// <summary>The store of buckets does all that a store must, over a server that has no faults.</summary>
[TestFixture(true)]
[TestFixture(false)]
public sealed class MemoryBucketContractTests(bool tellsCrc) : ObjectStoreContract
{
    /// <summary>It is no store that anybody has, and keeps all in memory.</summary>
    protected override long Largest => 256L << 20;

    private MemoryBucket _bucket = new();

    [TearDown]
    public void NoUploadIsLeft()
    {
        _bucket.OpenUploads.ShouldBe(0);
        _bucket = new MemoryBucket();
    }

    protected override IObjectStore OpenClient() =>
        new BucketStore(new MemoryClient(_bucket) { TellsCrc = tellsCrc, PageSize = 100 });
}
