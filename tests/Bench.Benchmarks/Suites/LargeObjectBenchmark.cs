using Bench.Benchmarks.Harness;
using Bench.Testing.S3;

namespace Bench.Benchmarks.Suites;

/// <summary>One large object up and down, against the tools that people move objects with.</summary>
internal sealed class LargeObjectBenchmark : IBenchmark
{
    private const long Bytes = 1L << 30;

    public string Name => "large-object";

    public string Claim =>
        $"1 GiB to and from one RGW, whole processes, {S3Peers.Parallel} parts of {S3Peers.PartMebibytes} MiB at once "
        + "÷ rclone and ÷ aws s3 cp. All send an MD5 with each part. Bench also takes the CRC-32C of the whole file "
        + "beforehand and compares it when it downloads, rclone does so with an MD5; aws signs each part by its "
        + "SHA-256 and compares nothing when it downloads";

    public async Task<IReadOnlyList<string>> RunAsync(int pairs, TimeProvider time)
    {
        using var workspace = new Workspace();
        var server = RgwServer.FromEnvironment().UseInThisProcess();
        await using var bucket = await server.NewBucketAsync();
        var peers = new S3Peers(server, workspace);
        var source = workspace.File("source");
        await Payload.WriteAsync(source, Bytes);
        var target = workspace.File("target");
        var measured = new InterleavedPairs(pairs, time);

        // Each tool has a key of its own: what it downloads it has uploaded, with the checksums that it knows.
        Task Put() =>
            Shell.RunAsync("dotnet", BenchTransfer.Arguments("put", bucket.UriOf("bench"), source));
        Task Get() =>
            Shell.RunAsync("dotnet", BenchTransfer.Arguments("get", bucket.UriOf("bench"), target));
        Task RclonePut() => peers.RcloneAsync(source, bucket, "rclone");
        Task RcloneGet() => peers.RcloneBackAsync(bucket, "rclone", target);
        Task AwsPut() => peers.AwsPutAsync(source, bucket, "aws");
        Task AwsGet() => peers.AwsGetAsync(bucket, "aws", target);
        Task DeleteTarget()
        {
            File.Delete(target);
            return Task.CompletedTask;
        }

        // What an upload replaces would fill the server's memory: it is freed before the next one.
        return
        [
            "upload ÷ rclone:   "
                + Text(await measured.MeasureAsync(Put, RclonePut, server.FreeDeletedAsync)),
            "upload ÷ aws:      "
                + Text(await measured.MeasureAsync(Put, AwsPut, server.FreeDeletedAsync)),
            "download ÷ rclone: " + Text(await measured.MeasureAsync(Get, RcloneGet, DeleteTarget)),
            "download ÷ aws:    " + Text(await measured.MeasureAsync(Get, AwsGet, DeleteTarget)),
        ];
    }

    private static string Text(PairsResult result) => result.Describe();
}
