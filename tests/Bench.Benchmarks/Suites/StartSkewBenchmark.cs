using System.Globalization;
using System.Text.Json.Nodes;
using Bench.Benchmarks.Harness;
using Bench.Statistics.Samples;

namespace Bench.Benchmarks.Suites;

/// <summary>
/// How far apart local workers start one iteration, from the records of replicated runs: over the live channel, and by
/// the bucket alone.
/// </summary>
internal sealed class StartSkewBenchmark : IBenchmark
{
    private static readonly int[] Workers = [1, 2, 3, 4, 6, 8];

    private const string JobFile = """
        [global]
        directory=${TEST_DATA_DIR}
        ioengine=psync
        direct=0
        invalidate=0
        time_based=1
        runtime=1s
        rate=8m

        [job]
        rw=${IO_TYPE}
        bs=${BS}
        filesize=${FILE_SIZE}
        nrfiles=${NRFILES}
        numjobs=${THREADS}
        """;

    public string Name => "start-skew";

    public string Claim =>
        "first to last start of an iteration on 1 to 8 local workers, over the live channel (limit 50 ms) and by the bucket";

    public async Task<IReadOnlyList<string>> RunAsync(int pairs, TimeProvider time)
    {
        using var workspace = new Workspace();
        Directory.CreateDirectory(workspace.File("data"));
        await File.WriteAllTextAsync(workspace.File("job.fio"), JobFile);
        await File.WriteAllTextAsync(
            workspace.File("cases.csv"),
            "io_type,num_jobs,file_size,block_size,nr_files\nread,1,4m,64k,1\n"
        );
        var lines = new List<string>();
        foreach (var workers in Workers)
        {
            lines.Add(await RunAsync(workspace, workers, pairs, "channel"));
            lines.Add(await RunAsync(workspace, workers, pairs, "bucket", "--no-channel"));
        }
        return lines;
    }

    /// <param name="iterations">Measured; one more comes first, for which everything is done for the first time.</param>
    private static async Task<string> RunAsync(
        Workspace workspace,
        int workers,
        int iterations,
        string by,
        params string[] more
    )
    {
        var id = $"skew-{by}-{workers}";
        await Shell.RunAsync(
            "dotnet",
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
                workspace.File("data"),
                "--iterations",
                (iterations + 1).ToString(CultureInfo.InvariantCulture),
                "--workers",
                workers.ToString(CultureInfo.InvariantCulture),
                "--distribution",
                "replicate",
                "--poll-interval",
                "0.2",
                .. more,
            ]
        );
        var report = await File.ReadAllTextAsync(
            workspace.File($"artifacts/{id}/report/report.json")
        );
        var all = JsonNode.Parse(report)!["replicated"]![0]!["iterations"]!.AsArray();
        return Describe(workers, by, [.. all.Select(iteration => iteration!)]);
    }

    private static string Describe(int workers, string by, IReadOnlyList<JsonNode> iterations)
    {
        var told = iterations.Count(i => i["signal"]!.GetValue<string>() == by);
        var windows = iterations.Select(i => i["window"]).OfType<JsonNode>().ToList();
        var (first, later) = (windows.Take(1).ToList(), windows.Skip(1).ToList());
        return FormattableString.Invariant(
            $"{workers} workers, {by, -7}: start skew median {Median(later, "start_skew_high_seconds"):0.0}, max {Max(later, "start_skew_high_seconds"):0.0} ms (the first iteration {Max(first, "start_skew_high_seconds"):0.0}); of it the go's own {Median(later, "go_skew_high_seconds"):0.0}; all at work, by fio's logs, within {Median(later, "work_skew_high_seconds"):0.0}; {told} of {iterations.Count} by the {by} alone"
        );
    }

    private static double Median(IReadOnlyList<JsonNode> windows, string figure) =>
        windows.Count == 0 ? double.NaN : Quantiles.Median([.. Of(windows, figure)]);

    private static double Max(IReadOnlyList<JsonNode> windows, string figure) =>
        windows.Count == 0 ? double.NaN : Of(windows, figure).Max();

    /// <summary>In milliseconds.</summary>
    private static IEnumerable<double> Of(IEnumerable<JsonNode> windows, string figure) =>
        windows.Select(window => window[figure]!.GetValue<double>() * 1e3);
}
