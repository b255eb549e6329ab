using System.Globalization;
using System.Text.Json.Nodes;
using Bench.EndToEnd.Tests.Harness;

namespace Bench.EndToEnd.Tests.Replicating;

/// <summary>
/// The common window and what was done in it, recomputed from raw logs by the plainest code there is. All workers of
/// these tests share one host and so one clock.
/// </summary>
internal sealed class RawLogs
{
    private const double Interval = 100;

    private readonly List<List<(double Time, double Rate)>> _jobs;

    /// <param name="records">The iteration record of every participant.</param>
    public RawLogs(Bucket bucket, IEnumerable<JsonNode> records) =>
        _jobs = [
            .. from record in records
            from file in record["raw"]!.AsArray()
            where file!["role"]!.GetValue<string>() == "bw_log"
            select Lines(File.ReadAllLines(bucket.PathOfKey(file!["key"]!.GetValue<string>()))),
        ];

    public int Jobs => _jobs.Count;

    /// <summary>Milliseconds from when the last job surely worked to the first one's last line.</summary>
    public double Window => End - Start;

    /// <summary>Bytes per second of all jobs in the window, a line spread evenly over the time that it is about.</summary>
    public double Rate => _jobs.Sum(BytesOf) / Window * 1000;

    private double Start => _jobs.Max(lines => lines[0].Time) + 2 - (Interval - 1);

    private double End => _jobs.Min(lines => lines[^1].Time);

    private double BytesOf(List<(double Time, double Rate)> lines)
    {
        var bytes = 0.0;
        for (var i = 0; i < lines.Count; i++)
        {
            var distance = i == 0 ? double.MaxValue : lines[i].Time - lines[i - 1].Time;
            var begin = distance > 1.5 * Interval ? lines[i].Time - Interval : lines[i - 1].Time;
            var overlap = Math.Min(lines[i].Time, End) - Math.Max(begin, Start);
            bytes += Math.Max(0, overlap) / 1000 * lines[i].Rate;
        }
        return bytes;
    }

    private static List<(double Time, double Rate)> Lines(IEnumerable<string> lines) =>
        [
            .. lines
                .Select(line => line.Split(", "))
                .Select(cells => (Number(cells[0]), (Number(cells[1]) + 0.5) * 1024)),
        ];

    private static double Number(string cell) => double.Parse(cell, CultureInfo.InvariantCulture);
}
