using Bench.Benchmarks.Harness;
using Bench.Testing.S3;

namespace Bench.Benchmarks.Suites;

/// <summary>One object of 1 GiB up and down, whole processes on one S3 server, against rclone and the AWS command line.</summary>
internal sealed class LargeObjectBenchmark : IBenchmark
{
    private const long Bytes = 1L << 30;

    public string Name => "large-object";

    public string Claim =>
        $"1 GiB to and from one RGW, whole processes, {S3Peers.Parallel} parts of {S3Peers.PartMebibytes} MiB at once ÷ rclone and ÷ aws s3 cp";

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

        Task Put() => Shell.RunAsync("dotnet", BenchTransfer.Arguments("put", bucket.Uri, source));
        Task Get() => Shell.RunAsync("dotnet", BenchTransfer.Arguments("get", bucket.Uri, target));

        var lines = new List<string>
        {
            "upload ÷ rclone: "
                + Text(
                    await measured.MeasureAsync(
                        Put,
                        () => peers.RcloneAsync(source, bucket, "large")
                    )
                ),
            "upload ÷ aws:    "
                + Text(await measured.MeasureAsync(Put, () => peers.AwsPutAsync(source, bucket))),
            "download ÷ rclone: "
                + Text(
                    await measured.MeasureAsync(
                        Get,
                        () => peers.RcloneBackAsync(bucket, "large", target)
                    )
                ),
            "download ÷ aws:    "
                + Text(await measured.MeasureAsync(Get, () => peers.AwsGetAsync(bucket, target))),
        };
        return lines;
    }

    private static string Text(PairsResult result) => result.Describe();
}
