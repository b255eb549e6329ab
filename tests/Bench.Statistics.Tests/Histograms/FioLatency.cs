using System.Text.Json;
using Bench.Statistics.Histograms;

namespace Bench.Statistics.Tests.Histograms;

/// <summary>A latency block of a json+ file: what fio counted and what fio itself made of it.</summary>
internal sealed record FioLatency(
    string Name,
    long Count,
    double Mean,
    double StandardDeviation,
    long Min,
    long Max,
    Histogram Bins,
    IReadOnlyDictionary<double, long> Percentiles
)
{
    /// <summary>All blocks with bins of all jobs in a file.</summary>
    public static IReadOnlyList<FioLatency> ReadAll(string fileName)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(TestFiles.PathOf(fileName)));
        var found = new List<FioLatency>();
        foreach (var job in document.RootElement.GetProperty("jobs").EnumerateArray())
        {
            foreach (var direction in (string[])["read", "write", "trim", "sync"])
            {
                foreach (var kind in (string[])["clat_ns", "lat_ns"])
                {
                    if (
                        job.GetProperty(direction).TryGetProperty(kind, out var latency)
                        && latency.TryGetProperty("bins", out _)
                    )
                    {
                        var jobName = job.GetProperty("jobname").GetString();
                        found.Add(Read($"{jobName}/{direction}/{kind}", latency));
                    }
                }
            }
        }
        return found;
    }

    private static FioLatency Read(string name, JsonElement latency) =>
        new(
            name,
            latency.GetProperty("N").GetInt64(),
            latency.GetProperty("mean").GetDouble(),
            latency.GetProperty("stddev").GetDouble(),
            latency.GetProperty("min").GetInt64(),
            latency.GetProperty("max").GetInt64(),
            Histogram.FromBins(
                latency
                    .GetProperty("bins")
                    .EnumerateObject()
                    .Select(bin =>
                        KeyValuePair.Create(TestFiles.Long(bin.Name), bin.Value.GetInt64())
                    )
            ),
            latency.TryGetProperty("percentile", out var percentiles)
                ? percentiles
                    .EnumerateObject()
                    .ToDictionary(
                        item => TestFiles.Double(item.Name),
                        item => item.Value.GetInt64()
                    )
                : []
        );
}
