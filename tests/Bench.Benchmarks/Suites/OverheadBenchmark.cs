using Bench.Benchmarks.Harness;

namespace Bench.Benchmarks.Suites;

/// <summary>A matrix of 40 fio runs of about 0.5 s: <c>bench run</c> as a whole, against the same fio commands in a shell loop.</summary>
internal sealed class OverheadBenchmark : IBenchmark
{
    private const int Tests = 10;
    private const int Iterations = 4;

    private const string JobFile = """
        [global]
        directory=${TEST_DATA_DIR}
        ioengine=psync
        direct=0
        invalidate=0
        time_based=1
        runtime=500ms

        [job]
        rw=${IO_TYPE}
        bs=${BS}
        filesize=${FILE_SIZE}
        nrfiles=${NRFILES}
        numjobs=${THREADS}
        group_reporting=1
        """;

    public string Name => "overhead";

    public string Claim =>
        "40 fio runs of 0.5 s by 'bench run', process start to report ÷ the same fio commands in a shell loop (limit 1.05)";

    public async Task<IReadOnlyList<string>> RunAsync(int pairs, TimeProvider time)
    {
        using var workspace = new Workspace();
        var data = Directory.CreateDirectory(workspace.File("data")).FullName;
        await File.WriteAllTextAsync(workspace.File("job.fio"), JobFile);
        var rows = Enumerable.Range(0, Tests).Select(n => $"read,1,4m,{4 << n % 3}k,1");
        await File.WriteAllLinesAsync(
            workspace.File("cases.csv"),
            ["io_type,num_jobs,file_size,block_size,nr_files", .. rows]
        );
        var loop = Loop(workspace);
        var bench = Path.Combine(AppContext.BaseDirectory, "bench.dll");
        var run = 0;
        var result = await new InterleavedPairs(pairs, time).MeasureAsync(
            () =>
                Shell.RunAsync(
                    "dotnet",
                    [
                        bench,
                        "run",
                        "--benchmark-id",
                        $"overhead-{run++}",
                        "--test-csv",
                        workspace.File("cases.csv"),
                        "--fio-job-file",
                        workspace.File("job.fio"),
                        "--artifacts",
                        workspace.File("artifacts"),
                        "--test-data",
                        data,
                        "--iterations",
                        $"{Iterations}",
                        "--workers",
                        "1",
                    ]
                ),
            () => Shell.ScriptAsync(loop)
        );
        return [result.Describe()];
    }

    /// <summary>The same 40 commands, with the data laid out once before as Bench does.</summary>
    private static string Loop(Workspace workspace)
    {
        var own = Directory.CreateDirectory(workspace.File("loop")).FullName;
        var lines = new List<string>();
        for (var n = 0; n < Tests; n++)
        {
            var job = JobFile
                .Replace("${TEST_DATA_DIR}", own, StringComparison.Ordinal)
                .Replace("${IO_TYPE}", "read", StringComparison.Ordinal)
                .Replace("${BS}", $"{4 << n % 3}k", StringComparison.Ordinal)
                .Replace("${FILE_SIZE}", "4m", StringComparison.Ordinal)
                .Replace("${NRFILES}", "1", StringComparison.Ordinal)
                .Replace("${THREADS}", "1", StringComparison.Ordinal);
            var path = workspace.File($"loop-{n}.fio");
            File.WriteAllText(path, job);
            for (var i = 0; i < Iterations; i++)
            {
                lines.Add(
                    $"fio --output-format=json+ --output={own}/{n}-{i}.json --eta=never {path}"
                );
            }
        }
        return string.Join('\n', lines);
    }
}
