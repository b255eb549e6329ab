using System.Globalization;
using Bench.Fio.Output;
using Bench.Statistics.Histograms;
using Bench.Statistics.Moments;

namespace Bench.Reporting.Aggregation;

/// <summary>Turns an output of fio into measures: jobs of one group are concurrent, groups stand apart.</summary>
internal static class FioOutput
{
    /// <summary>Never throws for what the output holds: an output without trustworthy figures says why.</summary>
    public static Measures Read(ReadOnlyMemory<byte> output)
    {
        FioResult result;
        try
        {
            result = FioOutputParser.Parse(output.Span);
        }
        catch (FioOutputException e)
        {
            return Measures.Failed(e.Message);
        }
        var failed = result.Jobs.FirstOrDefault(job => job.Error != 0);
        if (failed is not null)
        {
            return Measures.Failed(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"fio reports error {failed.Error} in job '{failed.Name}'"
                )
            );
        }
        if (FioGaps.In(result) is { } gap)
        {
            return Measures.Failed($"fio ended well, but {gap}");
        }
        var groups = result.Jobs.GroupBy(job => job.GroupId).OrderBy(group => group.Key);
        return new Measures([.. groups.Select(group => Group(group.Key, [.. group]))], null);
    }

    private static GroupMeasure Group(int id, IReadOnlyList<FioJob> jobs) =>
        new()
        {
            Group = id,
            Jobs = [.. jobs.Select(job => job.Name).Distinct(StringComparer.Ordinal)],
            Directions =
            [
                Concurrent(jobs, job => job.Read),
                Concurrent(jobs, job => job.Write),
                Concurrent(jobs, job => job.Trim),
                Concurrent(jobs, job => job.Mixed),
            ],
            Sync = Merged([.. jobs.Select(job => job.Sync).OfType<FioLatency>()]),
        };

    /// <summary>Bytes and operations ÷ the longest run time; of a single job these are fio's own figures.</summary>
    private static DirectionMeasure? Concurrent(
        IReadOnlyList<FioJob> jobs,
        Func<FioJob, FioDirection?> of
    )
    {
        FioDirection[] parts = [.. jobs.Select(of).OfType<FioDirection>()];
        if (parts.Length == 0)
        {
            return null;
        }
        var seconds = parts.Max(part => part.RuntimeMs) / 1e3;
        var isSingle = parts.Length == 1 || seconds <= 0;
        return new DirectionMeasure
        {
            BwBytesPerSecond = isSingle
                ? parts[0].BwBytes
                : parts.Sum(part => part.IoBytes) / seconds,
            IoBytes = parts.Sum(part => part.IoBytes),
            Seconds = seconds,
            Iops = isSingle ? parts[0].Iops : parts.Sum(part => part.TotalIos) / seconds,
            Clat = Merged([.. parts.Select(part => part.Clat)]),
            Lat = SampleMoments.Merge(parts.Select(part => Moments(part.Lat))),
            Slat = SampleMoments.Merge(parts.Select(part => Moments(part.Slat))),
        };
    }

    private static LatencyMeasure? Merged(IReadOnlyList<FioLatency> parts)
    {
        var moments = SampleMoments.Merge(parts.Select(Moments));
        if (moments.Count == 0)
        {
            return null;
        }
        var bins = new HistogramBuilder();
        foreach (var part in parts)
        {
            for (var i = 0; i < part.Bins.Values.Length; i++)
            {
                bins.Add(part.Bins.Values[i], part.Bins.Counts[i]);
            }
        }
        return new LatencyMeasure(moments, bins.Build());
    }

    private static SampleMoments Moments(FioLatency latency) =>
        SampleMoments.FromSummary(
            latency.N,
            latency.Mean,
            latency.Stddev,
            latency.Min,
            latency.Max
        );
}
