using Bench.EndToEnd.Tests.Buckets;
using Bench.EndToEnd.Tests.Harness;
using Bench.Testing.S3;

namespace Bench.EndToEnd.Tests.Hubs;

/// <summary>The workload hub-hydration with a backend in a bucket of the real S3 server.</summary>
public sealed class HubWorkloadBucketTests
{
    [Test]
    [CancelAfter(180_000)]
    public async Task A_backend_in_a_bucket_keeps_its_baseline_and_nothing_else(
        CancellationToken cancel
    )
    {
        await using var bucket = await RgwServer
            .FromEnvironment()
            .UseInThisProcess()
            .NewBucketAsync();
        await using var sandbox = new Sandbox();
        foreach (var (name, value) in bucket.Server.ClientEnvironment)
        {
            sandbox.Environment[name] = value;
        }
        var tests =
            $"workload,modules,files,size,dehydrate,backend\nhub-hydration,12,2,1k,yes,{bucket.UriOf("hub/perf")}\n";

        (await RunAsync("t1", 2)).ShouldHaveCode(0);

        var run = sandbox.Bucket("t1");
        RawHub.Of(run, 1, "vm-1").ShouldAgree(run.Report["entries"]![0]!["hub"]!, 12, 2);
        var keys = await new StoreMirror(sandbox, bucket.Uri).KeysAsync();
        keys.ShouldAllBe(key =>
            key.StartsWith("hub/perf/bench-data/hub-", StringComparison.Ordinal)
        );
        keys.Count(key => key.EndsWith("/preserved.json", StringComparison.Ordinal)).ShouldBe(1);

        // What others keep there is theirs, whatever it is called.
        string[] others =
        [
            "hub/perf/bench-data/run-t2.other/hub-0/preserved.json",
            "hub/perf/bench-write/t2.other/vm-1/copy",
            "hub/perf/kept",
        ];
        foreach (var key in others)
        {
            await bucket.Client.PutObjectAsync(
                new()
                {
                    BucketName = bucket.Name,
                    Key = key,
                    ContentBody = "kept",
                },
                cancel
            );
        }
        (await RunAsync("t2", 1, "--clean-up-data")).ShouldHaveCode(0);
        (await new StoreMirror(sandbox, bucket.Uri).KeysAsync()).ShouldBe(
            [.. keys, .. others],
            ignoreOrder: true
        );

        Task<Ended> RunAsync(string id, int iterations, params IReadOnlyList<string> more) =>
            sandbox
                .BenchAsync([
                    "run",
                    "--benchmark-id",
                    id,
                    "--test-csv",
                    sandbox.Write("tests.csv", tests),
                    "--artifacts",
                    sandbox.ArtifactsUri,
                    "--test-data",
                    sandbox.Data,
                    "--iterations",
                    $"{iterations}",
                    "--poll-interval",
                    "0.2",
                    .. more,
                ])
                .WaitAsync(cancel);
    }
}
