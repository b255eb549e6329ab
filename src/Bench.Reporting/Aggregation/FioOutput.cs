using System.Text.Json;
using Bench.Statistics.Histograms;
using Bench.Statistics.Moments;

namespace Bench.Reporting.Aggregation;

/// <summary>Temporary reader of fio's json+.</summary>
internal static class FioOutput
{
    public static Measures Read(ReadOnlyMemory<byte> content)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(content);
        }
        catch (JsonException e)
        {
            return Measures.Failed(e.Message);
        }
        using (document)
        {
            var jobs = document.RootElement.GetProperty("jobs").EnumerateArray().ToArray();
            foreach (var job in jobs)
            {
                if (job.GetProperty("error").GetInt32() != 0)
                {
                    return Measures.Failed("fio error " + job.GetProperty("error").GetInt32());
                }
            }
            var groups = jobs.GroupBy(j => j.GetProperty("groupid").GetInt32())
                .OrderBy(g => g.Key)
                .Select(g => new GroupMeasure
                {
                    Group = g.Key,
                    Jobs = [.. g.Select(j => j.GetProperty("jobname").GetString()!)],
                    Directions =
                    [
                        Of([.. g], "read"),
                        Of([.. g], "write"),
                        Of([.. g], "trim"),
                        Of([.. g], "mixed"),
                    ],
                    Sync = Sync([.. g]),
                });
            return new Measures([.. groups], null);
        }
    }

    private static DirectionMeasure? Of(JsonElement[] jobs, string name)
    {
        var parts = jobs.Where(j => j.TryGetProperty(name, out _))
            .Select(j => j.GetProperty(name))
            .Where(d => d.GetProperty("total_ios").GetInt64() > 0)
            .ToArray();
        if (parts.Length == 0)
        {
            return null;
        }
        var runtime = parts.Max(d => d.GetProperty("runtime").GetInt64()) / 1e3;
        return new DirectionMeasure
        {
            BwBytesPerSecond =
                parts.Length == 1
                    ? parts[0].GetProperty("bw_bytes").GetDouble()
                    : parts.Sum(d => d.GetProperty("io_bytes").GetInt64()) / runtime,
            Iops =
                parts.Length == 1
                    ? parts[0].GetProperty("iops").GetDouble()
                    : parts.Sum(d => d.GetProperty("total_ios").GetInt64()) / runtime,
            Clat = new LatencyMeasure(
                Merge(parts, "clat_ns"),
                Histogram.Merge(parts.Select(p => Bins(p.GetProperty("clat_ns"))))
            ),
            Lat = Merge(parts, "lat_ns"),
            Slat = Merge(parts, "slat_ns"),
        };
    }

    private static LatencyMeasure? Sync(JsonElement[] jobs)
    {
        var parts = jobs.Where(j => j.TryGetProperty("sync", out _))
            .Select(j => j.GetProperty("sync"))
            .Where(s => s.TryGetProperty("lat_ns", out var l) && l.GetProperty("N").GetInt64() > 0)
            .ToArray();
        return parts.Length == 0
            ? null
            : new LatencyMeasure(
                Merge(parts, "lat_ns"),
                Histogram.Merge(parts.Select(p => Bins(p.GetProperty("lat_ns"))))
            );
    }

    private static SampleMoments Merge(JsonElement[] parts, string name) =>
        SampleMoments.Merge(parts.Select(p => Moments(p.GetProperty(name))));

    private static SampleMoments Moments(JsonElement l) =>
        SampleMoments.FromSummary(
            l.GetProperty("N").GetInt64(),
            l.GetProperty("mean").GetDouble(),
            l.GetProperty("stddev").GetDouble(),
            l.GetProperty("min").GetDouble(),
            l.GetProperty("max").GetDouble()
        );

    private static Histogram Bins(JsonElement l) =>
        l.TryGetProperty("bins", out var bins)
            ? Histogram.FromBins(
                bins.EnumerateObject()
                    .Select(b =>
                        KeyValuePair.Create(
                            long.Parse(b.Name, System.Globalization.CultureInfo.InvariantCulture),
                            b.Value.GetInt64()
                        )
                    )
            )
            : Histogram.Empty;
}
