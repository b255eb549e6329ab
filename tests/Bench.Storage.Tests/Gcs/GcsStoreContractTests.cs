using Bench.Storage.Buckets;
using Bench.Storage.Gcs;
using Bench.Storage.Tests.Contract;
using Bench.Testing.Gcs;

namespace Bench.Storage.Tests.Gcs;

public sealed class GcsStoreContractTests : ObjectStoreContract
{
    private const string Bucket = "bench-contract";

    private readonly List<GcsClient> _clients = [];
    private GcsServer _server = null!;

    [OneTimeSetUp]
    public async Task StartServer() => _server = await GcsServer.StartAsync(Bucket);

    [TearDown]
    public void EmptyBucket()
    {
        _clients.ForEach(client => client.Dispose());
        _clients.Clear();
        _server.Empty(Bucket);
    }

    [OneTimeTearDown]
    public async Task StopServer() => await _server.DisposeAsync();

    /// <summary>Five parts of 4 MiB; the server, which is in this process, counts as well.</summary>
    protected override long TransferMemory => 24 << 20;

    protected override int ManyFolders => 1050;

    protected override int? ListRequests => _server.Count(RequestKind.List);

    protected override IObjectStore OpenClient()
    {
        var client = GcsClient.Open(
            $"gs://{Bucket}/some/prefix?endpoint={_server.Address}&anonymous=true"
        );
        _clients.Add(client);
        return new BucketStore(client);
    }
}
