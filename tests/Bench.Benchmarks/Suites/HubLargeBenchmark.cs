using Bench.Benchmarks.Harness;
using Bench.Testing.S3;

namespace Bench.Benchmarks.Suites;

/// <summary>A module of a few large files to and from one RGW, whole processes, against rclone.</summary>
internal sealed class HubLargeBenchmark(HubSizes sizes) : IBenchmark
{
    public string Name => "hub-large";

    public string Claim =>
        $"a module of {sizes.LargeFiles} files of {sizes.LargeMebibytes} MiB, whole processes ÷ rclone; at most 1.0";

    public async Task<IReadOnlyList<string>> RunAsync(int pairs, TimeProvider time)
    {
        using var workspace = new Workspace();
        var server = RgwServer.FromEnvironment().UseInThisProcess();
        var peers = new S3Peers(server, workspace);
        var source = Directory.CreateDirectory(workspace.File("source")).FullName;
        await WriteAsync(source);
        await using var bucket = await server.NewBucketAsync();
        var measured = new InterleavedPairs(pairs, time);
        var target = workspace.File("target");
        async Task TidyAsync()
        {
            HubSmallBenchmark.Forget(source);
            if (Directory.Exists(target))
            {
                Directory.Delete(target, recursive: true);
            }
            await Task.CompletedTask;
        }

        async Task EmptyAsync()
        {
            await TidyAsync();
            await bucket.EmptyAsync();
            await server.FreeDeletedAsync();
        }

        var up = await measured.MeasureAsync(
            () =>
                Shell.RunAsync(
                    "dotnet",
                    HubTransfer.Arguments("dehydrate", bucket.UriOf("hub"), source)
                ),
            () => peers.RcloneTreeAsync(source, $"rgw:{bucket.Name}/plain"),
            EmptyAsync
        );
        await EmptyAsync();
        await Shell.RunAsync(
            "dotnet",
            HubTransfer.Arguments("dehydrate", bucket.UriOf("hub"), source)
        );
        await peers.RcloneTreeAsync(Path.Combine(source, "large"), $"rgw:{bucket.Name}/plain");
        async Task<PairsResult> HydrateAsync(string from) =>
            await measured.MeasureAsync(
                () =>
                    Shell.RunAsync(
                        "dotnet",
                        HubTransfer.Arguments("hydrate", bucket.UriOf("hub"), target, like: source)
                    ),
                () => peers.RcloneTreeAsync($"rgw:{bucket.Name}/{from}", target),
                TidyAsync
            );
        // What rclone stored it compares with its own checksum, as we do; what others stored it takes as it comes.
        var down = await HydrateAsync("plain");
        var unverified = await HydrateAsync("hub/content");
        return
        [
            $"dehydrate: {up.Describe()}",
            $"hydrate, both verify what they read: {down.Describe()}",
            $"hydrate, rclone verifies nothing: {unverified.Describe()}",
        ];
    }

    private async Task WriteAsync(string source)
    {
        var module = Directory.CreateDirectory(Path.Combine(source, "large")).FullName;
        for (var i = 0; i < sizes.LargeFiles; i++)
        {
            await Payload.WriteAsync(
                Path.Combine(module, $"{i}.bin"),
                (long)sizes.LargeMebibytes << 20,
                seed: i
            );
        }
    }
}
