using Bench.Benchmarks.Harness;
using Bench.Hub.Hydration;
using Bench.Hub.Modules;
using Bench.Storage;
using Bench.Testing.S3;

namespace Bench.Benchmarks.Suites;

/// <summary>What a second dehydration costs, with nothing and with a little changed.</summary>
internal sealed class HubIncrementalBenchmark(HubSizes sizes) : IBenchmark
{
    private const double Share = 0.01;

    public string Name => "hub-incremental";

    public string Claim =>
        $"{sizes.Modules} modules × {ModuleTrees.FilesPerModule} files: a second dehydration ÷ the first, at most 0.05 with nothing changed; with 1 % changed, bytes moved ÷ bytes changed, at most 2";

    public async Task<IReadOnlyList<string>> RunAsync(int pairs, TimeProvider time)
    {
        using var workspace = new Workspace();
        var server = RgwServer.FromEnvironment().UseInThisProcess();
        await using var bucket = await server.NewBucketAsync();
        var source = Directory.CreateDirectory(workspace.File("source")).FullName;
        await ModuleTrees.WriteAsync(source, sizes.Modules, seed: 1);
        var lines = new List<string>();
        // As with the other benchmarks the first run is to warm up.
        for (var run = 0; run <= pairs; run++)
        {
            HubSmallBenchmark.Forget(source);
            using var storage = new ModuleStorage(
                Stores.Open(bucket.UriOf($"run-{run}")),
                new HydrationOptions { Threads = HubTransfer.InFlight },
                TimeProvider.System
            );
            var first = await AllAsync(storage, source, time);
            var second = await AllAsync(storage, source, time);
            var changed = await ModuleTrees.ChangeAsync(source, Share, seed: run);
            var third = await AllAsync(storage, source, time);
            if (run == 0)
            {
                continue;
            }
            lines.Add(
                FormattableString.Invariant(
                    $"nothing changed {second.Seconds / first.Seconds:0.0000} ({second.Seconds:0.00} of {first.Seconds:0.00} s, {second.Objects} objects); {changed} bytes changed: {(double)third.Bytes / changed:0.00} times as many moved, {third.Seconds / first.Seconds:0.000} of the time"
                )
            );
        }
        return lines;
    }

    private static async Task<(double Seconds, long Objects, long Bytes)> AllAsync(
        ModuleStorage storage,
        string root,
        TimeProvider time
    )
    {
        var begin = time.GetTimestamp();
        long objects = 0;
        long bytes = 0;
        await Parallel.ForEachAsync(
            HubTransfer.Modules(root),
            new ParallelOptions { MaxDegreeOfParallelism = HubTransfer.ModulesAtOnce },
            async (name, cancel) =>
            {
                var result = await storage.DehydrateAsync(
                    ModuleId.Parse(name),
                    Path.Combine(root, name),
                    null,
                    cancel
                );
                Interlocked.Add(ref objects, result.MovedObjects);
                Interlocked.Add(ref bytes, result.MovedBytes);
            }
        );
        return (time.GetElapsedTime(begin).TotalSeconds, objects, bytes);
    }
}
