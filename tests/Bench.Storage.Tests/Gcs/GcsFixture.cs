using System.Text;
using Bench.Storage.Buckets;
using Bench.Storage.Gcs;
using Bench.Testing.Gcs;
using Bench.Testing.Gcs.Faults;

namespace Bench.Storage.Tests.Gcs;

/// <summary>A server of its own for each test, and a client of it.</summary>
public abstract class GcsFixture
{
    protected const string Bucket = "bench-test";

    protected static CancellationToken None => CancellationToken.None;

    protected GcsServer Server { get; private set; } = null!;

    protected GcsClient Client { get; private set; } = null!;

    protected string Uri => $"gs://{Bucket}/run?endpoint={Server.Address}&anonymous=true";

    [SetUp]
    public async Task StartServer()
    {
        Server = await GcsServer.StartAsync(Bucket);
        Client = GcsClient.Open(Uri);
    }

    [TearDown]
    public async Task StopServer()
    {
        Client.Dispose();
        await Server.DisposeAsync();
    }

    protected static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    protected void Break(FaultKind fault, RequestKind request) =>
        Server.Inject(FaultPlan.Once(fault, request));

    protected async Task<byte[]?> BytesAsync(
        string key,
        ByteRange? range = null,
        string? version = null
    )
    {
        await using var read = await Client.ReadAsync(key, range ?? ByteRange.All, version, None);
        if (read is null)
        {
            return null;
        }
        using var content = new MemoryStream();
        await read.Content.CopyToAsync(content, None);
        return content.ToArray();
    }

    protected static async Task<StoreException> FailureOf(Func<Task> call) =>
        await Should.ThrowAsync<StoreException>(call);
}
