using System.Globalization;
using Bench.Benchmarks.FleetScale;

namespace Bench.Benchmarks.Suites;

/// <summary>
/// How a coordinator's cost grows with its fleet: simulated workers against one coordinator process, over the live
/// channel and through the bucket alone.
/// </summary>
internal sealed class FleetScaleBenchmark : IBenchmark
{
    private const string Setting = "BENCH_FLEET_WORKERS";
    private const int MostBytesPerWorker = 50 * 1024;
    private const int MostRequests = 12;

    public string Name => "fleet-scale";

    public string Claim =>
        $"simulated workers on one coordinator process: at most {MostRequests} requests per look beside one per changed VM, at most 50 KiB of heap and of RSS per worker after a full collection, flat processor time per event, a dead VM fenced within lease + poll ({BucketFleet.Lease.TotalSeconds} s + {BucketFleet.Poll.TotalSeconds} s)";

    public async Task<IReadOnlyList<string>> RunAsync(int pairs, TimeProvider time)
    {
        var sizes = Sizes();
        var channel = new List<ScaleRow>();
        var bucket = new List<ScaleRow>();
        foreach (var workers in sizes)
        {
            channel.Add(await new ChannelFleet(workers, time).MeasureAsync());
            bucket.Add(await new BucketFleet(workers, time).MeasureAsync());
        }
        return
        [
            .. Describe("over the live channel (gRPC)", channel),
            .. Describe("through the bucket alone (file)", bucket),
        ];
    }

    private static int[] Sizes() =>
        Environment.GetEnvironmentVariable(Setting) is { Length: > 0 } given
            ? [.. given.Split(',').Select(n => int.Parse(n, CultureInfo.InvariantCulture))]
            : [100, 1000, 10_000];

    private static IEnumerable<string> Describe(string title, List<ScaleRow> rows)
    {
        yield return title;
        yield return "workers  CPU us/event  requests/look  changed/look  further pages  heap MiB   RSS MiB  fenced after";
        foreach (var row in rows)
        {
            var detection = row.DetectionSeconds is { } seconds
                ? string.Create(CultureInfo.InvariantCulture, $"{seconds:0.00} s")
                : "-";
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{row.Workers, 7}  {row.MicrosecondsPerEvent, 12:0.0}  {row.Requests, 13:0.0}  {row.Changed, 12:0.0}  {row.Pages, 13:0.0}  {Mebi(row.HeapBytes), 8:0.0}  {Mebi(row.ResidentBytes), 8:0.0}  {detection, 12}"
            );
        }
        if (rows.Count > 1)
        {
            yield return Growth(rows[0], rows[^1]);
        }
        foreach (var line in Plot(rows))
        {
            yield return line;
        }
    }

    private static string Growth(ScaleRow least, ScaleRow most)
    {
        double more = most.Workers - least.Workers;
        var heap = (most.HeapBytes - least.HeapBytes) / more;
        var resident = (most.ResidentBytes - least.ResidentBytes) / more;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"growth per worker from {least.Workers} to {most.Workers}: heap {heap / 1024:0.0} KiB, RSS {resident / 1024:0.0} KiB{Over(heap)}{Over(resident)}"
        );
    }

    private static string Over(double bytes) =>
        bytes > MostBytesPerWorker ? " (above the limit)" : "";

    /// <summary>Processor time per event as bars, the longest 40 characters.</summary>
    private static IEnumerable<string> Plot(List<ScaleRow> rows)
    {
        var longest = rows.Max(row => row.MicrosecondsPerEvent);
        return rows.Select(row =>
            string.Create(
                CultureInfo.InvariantCulture,
                $"{row.Workers, 7} |{new string('#', Math.Max(1, (int)(40 * row.MicrosecondsPerEvent / longest)))} {row.MicrosecondsPerEvent:0.0} us/event"
            )
        );
    }

    private static double Mebi(long bytes) => bytes / (1024.0 * 1024);
}
