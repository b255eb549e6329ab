using Bench.EndToEnd.Tests.Harness;
using Bench.Testing.S3;

namespace Bench.EndToEnd.Tests.Buckets;

/// <summary>A sandbox whose artifacts are below a prefix of a bucket of the real S3 server.</summary>
internal sealed class S3Bed : IAsyncDisposable
{
    private S3Bed(RgwBucket bucket)
    {
        Bucket = bucket;
        Sandbox.ArtifactsUri = bucket.UriOf("runs of ü/all");
        foreach (var (name, value) in bucket.Server.ClientEnvironment)
        {
            Sandbox.Environment[name] = value;
        }
        Mirror = new StoreMirror(Sandbox, Sandbox.ArtifactsUri);
    }

    public Sandbox Sandbox { get; } = new();

    public RgwBucket Bucket { get; }

    public StoreMirror Mirror { get; }

    /// <summary>A run's own URI, as the program prints it.</summary>
    public string RunUri(string id = "t1") => Bucket.UriOf($"runs of ü/all/{id}");

    public static async Task<S3Bed> CreateAsync() =>
        new(await RgwServer.FromEnvironment().UseInThisProcess().NewBucketAsync());

    public async ValueTask DisposeAsync()
    {
        await Sandbox.DisposeAsync();
        await Bucket.DisposeAsync();
    }
}
