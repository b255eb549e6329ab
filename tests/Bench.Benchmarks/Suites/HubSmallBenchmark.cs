using Bench.Benchmarks.Harness;
using Bench.Testing.S3;

namespace Bench.Benchmarks.Suites;

/// <summary>Many modules of small files to and from one RGW, whole processes, against rclone and aws.</summary>
internal sealed class HubSmallBenchmark(HubSizes sizes) : IBenchmark
{
    public string Name => "hub-small";

    public string Claim =>
        $"{sizes.Modules} modules × {ModuleTrees.FilesPerModule} files of 1–16 KB, 30 % duplicates, "
        + $"{HubTransfer.InFlight} in flight, whole processes ÷ peer; at most 0.2";

    public async Task<IReadOnlyList<string>> RunAsync(int pairs, TimeProvider time)
    {
        using var workspace = new Workspace();
        var server = RgwServer.FromEnvironment().UseInThisProcess();
        var peers = new S3Peers(server, workspace);
        var source = Directory.CreateDirectory(workspace.File("source")).FullName;
        await ModuleTrees.WriteAsync(source, sizes.Modules, seed: 1);
        await using var bucket = await server.NewBucketAsync();
        var measured = new InterleavedPairs(pairs, time);
        var run = 0;
        string Prefix() => $"run-{run++}";
        string Target() => workspace.File($"target-{run++}");
        // What is known of files stands beside the modules: each dehydration shall be a first one.
        Task DehydrateAsync(string prefix, bool pack)
        {
            Forget(source);
            return HubAsync("dehydrate", bucket.UriOf(prefix), source, pack, source);
        }

        await DehydrateAsync("packed", pack: true);
        await DehydrateAsync("single", pack: false);
        await peers.RcloneManyAsync(source, bucket, "plain");
        Task HydrateAsync() =>
            HubAsync("hydrate", bucket.UriOf("packed"), Target(), pack: true, source);
        (string Name, Func<Task> Ours, Func<Task> Peer)[] all =
        [
            (
                "dehydrate ÷ rclone copy",
                () => DehydrateAsync(Prefix(), true),
                () => peers.RcloneManyAsync(source, bucket, Prefix())
            ),
            (
                "hydrate ÷ rclone copy",
                HydrateAsync,
                () => peers.RcloneManyBackAsync(bucket, "plain", Target())
            ),
            (
                "dehydrate ÷ aws s3 sync",
                () => DehydrateAsync(Prefix(), true),
                () => peers.AwsSyncAsync(source, $"s3://{bucket.Name}/{Prefix()}")
            ),
            (
                "hydrate ÷ aws s3 sync",
                HydrateAsync,
                () => peers.AwsSyncAsync($"s3://{bucket.Name}/plain", Target())
            ),
            (
                "dehydrate, packed ÷ single files",
                () => DehydrateAsync(Prefix(), true),
                () => DehydrateAsync(Prefix(), false)
            ),
            (
                "hydrate, packed ÷ single files",
                HydrateAsync,
                () => HubAsync("hydrate", bucket.UriOf("single"), Target(), pack: false, source)
            ),
        ];
        return await LinesAsync(
            measured,
            all.Where(one => sizes.WithAws || !one.Name.Contains("aws", StringComparison.Ordinal))
        );
    }

    private static async Task<IReadOnlyList<string>> LinesAsync(
        InterleavedPairs measured,
        IEnumerable<(string Name, Func<Task> Ours, Func<Task> Peer)> all
    )
    {
        var lines = new List<string>();
        foreach (var (name, ours, peer) in all)
        {
            lines.Add($"{name}: {(await measured.MeasureAsync(ours, peer)).Describe()}");
        }
        return lines;
    }

    public static void Forget(string root)
    {
        var known = Path.Combine(root, Bench.Hub.Local.LocalPaths.Name);
        if (Directory.Exists(known))
        {
            Directory.Delete(known, recursive: true);
        }
    }

    private static Task HubAsync(string what, string uri, string root, bool pack, string like) =>
        Shell.RunAsync("dotnet", HubTransfer.Arguments(what, uri, root, pack, like));
}
