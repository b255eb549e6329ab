using Amazon.S3.Model;
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
    public async Task NothingIsLeftUnfinished()
    {
        var uploads = await _bucket.Client.ListMultipartUploadsAsync(
            new ListMultipartUploadsRequest { BucketName = _bucket.Name }
        );
        await EmptyAsync();
        (uploads.MultipartUploads ?? []).ShouldBeEmpty();
    }

    [OneTimeTearDown]
    public async Task RemoveBucket() => await _bucket.DisposeAsync();

    [TestCase("")]
    [TestCase("run/../a")]
    [TestCase("run/./a")]
    [TestCase("..")]
    [TestCase("run/nul\0")]
    public async Task Keys_that_not_every_server_holds_are_refused(string key) =>
        await ShouldRefuseAsync(key);

    [Test]
    public async Task Keys_that_are_no_text_or_too_long_are_refused()
    {
        await ShouldRefuseAsync("run/\ud83d");
        await ShouldRefuseAsync(new string('k', 1025));
    }

    [TestCase("tab\tand\nline\rends")]
    [TestCase("control\u0001\u007f\u0085\ufffe")]
    public async Task Characters_that_XML_cannot_hold_are_kept_exactly(string key) =>
        await Unusual_keys_are_kept_exactly(key);

    /// <summary>The parts on their way, those of the download ahead, and what the SDK makes of them.</summary>
    protected override long TransferMemory => 128 << 20;

    protected override int ManyFolders => 1050;

    protected override bool CanListAfter => true;

    protected override IObjectStore OpenClient()
    {
        var store = (BucketStore)Stores.Open(_bucket.UriOf($"pre fix/{_test}"));
        _clients.Add(store);
        return store;
    }

    private async Task EmptyAsync()
    {
        foreach (var client in _clients)
        {
            client.Dispose();
        }
        _clients.Clear();
        _test++;
        await _bucket.EmptyAsync();
    }
}
