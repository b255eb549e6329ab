using Bench.Benchmarks.Harness;
using Bench.Testing.S3;

namespace Bench.Benchmarks.Suites;

/// <summary>Many small objects up and down with 32 requests in flight, whole processes, against rclone.</summary>
internal sealed class SmallObjectsBenchmark : IBenchmark
{
    private const int Objects = 2000;
    private const int Bytes = 4096;

    public string Name => "small-objects";

    public string Claim =>
        $"{Objects} objects of 4 KiB to and from one RGW, 32 in flight, whole processes ÷ rclone. "
        + "Both send an MD5 with each object, and compare it when they download";

    public async Task<IReadOnlyList<string>> RunAsync(int pairs, TimeProvider time)
    {
        using var workspace = new Workspace();
        var server = RgwServer.FromEnvironment().UseInThisProcess();
        var peers = new S3Peers(server, workspace);
        var source = Directory.CreateDirectory(workspace.File("source")).FullName;
        for (var i = 0; i < Objects; i++)
        {
            await Payload.WriteAsync(Path.Combine(source, $"{i:D5}"), Bytes, seed: i);
        }
        var measured = new InterleavedPairs(pairs, time);
        var run = 0;
        await using var bucket = await server.NewBucketAsync();

        // Each upload has a prefix of its own: rclone would leave out what is there already.
        var upload = await measured.MeasureAsync(
            () =>
                Shell.RunAsync(
                    "dotnet",
                    BenchTransfer.Arguments("put-many", bucket.UriOf($"bench-{run++}"), source)
                ),
            () => peers.RcloneManyAsync(source, bucket, $"rclone-{run++}")
        );
        await peers.RcloneManyAsync(source, bucket, "all");
        var target = 0;
        string Target() => workspace.File($"target-{target++}");
        var download = await measured.MeasureAsync(
            () =>
                Shell.RunAsync(
                    "dotnet",
                    BenchTransfer.Arguments("get-many", bucket.UriOf("all"), Target())
                ),
            () => peers.RcloneManyBackAsync(bucket, "all", Target())
        );
        return [$"upload:   {upload.Describe()}", $"download: {download.Describe()}"];
    }
}
