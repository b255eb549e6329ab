using System.Text.Json;
using Bench.Benchmarks.Harness;
using Bench.Testing.S3;

namespace Bench.Benchmarks.Suites;

/// <summary>
/// Iterations on a FUSE mount of a bucket: <c>bench run</c> as a whole against mounting, running the same fio command
/// and unmounting in a shell loop.
/// </summary>
internal sealed class MountOverheadBenchmark : IBenchmark
{
    private const int Iterations = 20;
    private const string Runtime = "2s";

    private const string JobFile = $$"""
        [global]
        directory=${TEST_DATA_DIR}
        ioengine=psync
        direct=0
        time_based=1
        runtime={{Runtime}}

        [job]
        rw=${IO_TYPE}
        bs=${BS}
        filesize=${FILE_SIZE}
        numjobs=1
        """;

    public string Name => "mount-overhead";

    public string Claim =>
        $"{Iterations} fio runs of {Runtime} on s3fs mounts by 'bench run' ÷ mount, the same fio, unmount in a shell loop (limit 1.05 for the iterations)";

    public async Task<IReadOnlyList<string>> RunAsync(int pairs, TimeProvider time)
    {
        using var workspace = new Workspace();
        var server = RgwServer.FromEnvironment().UseInThisProcess();
        await using var bucket = await server.NewBucketAsync();
        await File.WriteAllTextAsync(workspace.File("job.fio"), JobFile);
        await File.WriteAllTextAsync(
            workspace.File("cases.csv"),
            "io_type,block_size,file_size\nread,128k,4m\n"
        );
        var loop = Loop(workspace, server, bucket);
        var run = 0;
        var pairsOf = new InterleavedPairs(pairs, time);
        var results = await pairsOf.MeasureAsync(
            async () =>
            {
                var id = $"mount-overhead-{run++}";
                var whole = await pairsOf.TimeAsync(() => Shell.RunAsync("dotnet", Run(id)));
                return [IterationSeconds(workspace.File($"artifacts/{id}")), whole];
            },
            () => pairsOf.TimeAsync(() => Shell.ScriptAsync(loop))
        );
        return
        [
            $"iterations, by their records: {results[0].Describe()}",
            $"process start to report: {results[1].Describe()}",
        ];

        IReadOnlyList<string> Run(string id) =>
            [
                Path.Combine(AppContext.BaseDirectory, "bench.dll"),
                "run",
                "--benchmark-id",
                id,
                "--test-csv",
                workspace.File("cases.csv"),
                "--fio-job-file",
                workspace.File("job.fio"),
                "--artifacts",
                workspace.File("artifacts"),
                "--test-data",
                bucket.UriOf("data"),
                "--mount",
                "s3fs",
                "--iterations",
                $"{Iterations}",
                "--warm-up-blocks",
                "0",
            ];
    }

    /// <summary>What the iterations took, their mounts, caches, unmounts and uploads included.</summary>
    private static double IterationSeconds(string run)
    {
        var records = Directory
            .EnumerateFiles(run, "iteration-*.json", SearchOption.AllDirectories)
            .Select(file =>
            {
                using var record = JsonDocument.Parse(File.ReadAllBytes(file));
                return record.RootElement.GetProperty("duration_seconds").GetDouble();
            })
            .ToList();
        return records.Count == Iterations
            ? records.Sum()
            : throw new InvalidOperationException(
                $"{run} holds {records.Count} iteration records, not {Iterations}."
            );
    }

    /// <summary>The same mounts with the same options; the data is laid out by the first, unmeasured round, as Bench's is.</summary>
    private static string Loop(Workspace workspace, RgwServer server, RgwBucket bucket)
    {
        var mountPoint = Directory.CreateDirectory(workspace.File("mount")).FullName;
        var cache = workspace.File("cache");
        var job = JobFile
            .Replace("${TEST_DATA_DIR}", mountPoint, StringComparison.Ordinal)
            .Replace("${IO_TYPE}", "read", StringComparison.Ordinal)
            .Replace("${BS}", "128k", StringComparison.Ordinal)
            .Replace("${FILE_SIZE}", "4m", StringComparison.Ordinal);
        File.WriteAllText(workspace.File("loop.fio"), job);
        return $"""
            export AWSACCESSKEYID=$AWS_ACCESS_KEY_ID AWSSECRETACCESSKEY=$AWS_SECRET_ACCESS_KEY
            for i in $(seq {Iterations}); do
                mkdir -p {cache}
                s3fs {bucket.Name} {mountPoint} -f -o url={server.Endpoint} -o use_path_request_style \
                    -o endpoint={server.Region} -o tmpdir={cache} &
                until mountpoint -q {mountPoint}; do sleep 0.01; done
                fio --output-format=json+ --output={workspace.File(
                "loop.json"
            )} --eta=never {workspace.File("loop.fio")}
                fusermount3 -u {mountPoint}
                wait $!
                rm -rf {cache}
            done
            """;
    }
}
