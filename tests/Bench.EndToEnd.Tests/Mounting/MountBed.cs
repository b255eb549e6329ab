using System.Text.Json.Nodes;
using Bench.EndToEnd.Tests.Harness;
using Bench.Testing.S3;

namespace Bench.EndToEnd.Tests.Mounting;

/// <summary>A sandbox whose test data is a bucket of the real server.</summary>
internal sealed class MountBed : IAsyncDisposable
{
    private const string Prefix = "data";

    private MountBed(RgwBucket bucket)
    {
        Bucket = bucket;
        Sandbox.Data = bucket.UriOf(Prefix);
        foreach (var (name, value) in bucket.Server.ClientEnvironment)
        {
            Sandbox.Environment[name] = value;
        }
    }

    public Sandbox Sandbox { get; } = new();

    public RgwBucket Bucket { get; }

    public Bucket Run => Sandbox.Bucket("t1");

    /// <summary>The server of the mount, once it measures.</summary>
    public async Task<HostProcess> MeasuringAsync(string program, BenchProcess run)
    {
        await Until.TrueAsync(
            () => Run.Phase("vm-1") == "fio" && Sandbox.Children.Any(p => p.Measures),
            "it measures",
            () => run.Output + run.Errors
        );
        return Server(program).ShouldNotBeNull();
    }

    public HostProcess? Server(string program) =>
        Sandbox.Children.FirstOrDefault(p =>
            Path.GetFileName(p.Arguments[0]) == program && !p.Arguments.Contains("--version")
        );

    public IReadOnlyList<JsonNode> Iterations() => [.. Run.Iterations().Select(Run.Json)];

    /// <summary>Keys in the bucket below the prefix of the test data.</summary>
    public async Task<IReadOnlyList<string>> KeysAsync(string below)
    {
        var page = await Bucket.Client.ListObjectsV2Async(
            new() { BucketName = Bucket.Name, Prefix = $"{Prefix}/{below}" }
        );
        return [.. (page.S3Objects ?? []).Select(found => found.Key)];
    }

    public static async Task<MountBed> CreateAsync() =>
        new(await RgwServer.FromEnvironment().NewBucketAsync());

    public async ValueTask DisposeAsync()
    {
        await Sandbox.DisposeAsync();
        await Bucket.DisposeAsync();
    }
}
