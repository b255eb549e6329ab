using Bench.Fio.Output;
using Bench.Model.Progress;
using Bench.Statistics.Histograms;

namespace Bench.Workloads.Fio;

/// <summary>
/// The few figures of a fio run that people watch. Jobs of a group run together: their bytes count against the longest
/// of them, and their histograms are merged. Groups run one after the other and are never summed: the one with the most
/// bytes is shown.
/// </summary>
internal static class FioFigures
{
    /// <summary>Null when there was no I/O that is shown as reading or writing.</summary>
    public static IterationFigures? Of(FioResult result, int matrixId, int iteration)
    {
        var read = Merge(result, job => job.Read);
        var write = Merge(result, job => job.Write);
        return read is null && write is null
            ? null
            : new IterationFigures
            {
                MatrixId = matrixId,
                Iteration = iteration,
                ReadBytesPerSecond = read?.BytesPerSecond,
                WriteBytesPerSecond = write?.BytesPerSecond,
                ReadOperationsPerSecond = read?.OperationsPerSecond,
                WriteOperationsPerSecond = write?.OperationsPerSecond,
                ReadP50Nanoseconds = read?.P50,
                ReadP99Nanoseconds = read?.P99,
                WriteP50Nanoseconds = write?.P50,
                WriteP99Nanoseconds = write?.P99,
            };
    }

    private static Merged? Merge(FioResult result, Func<Bench.Fio.Output.FioJob, FioDirection?> of)
    {
        var group = result
            .Jobs.GroupBy(job => job.GroupId)
            .Select(jobs =>
                jobs.Select(of).OfType<FioDirection>().Where(d => d.TotalIos > 0).ToList()
            )
            .Where(directions => directions.Count > 0)
            .MaxBy(directions => directions.Sum(d => d.IoBytes));
        if (group is null || group.Max(d => d.RuntimeMs) is not (> 0 and var longest))
        {
            return null;
        }
        var bins = new HistogramBuilder();
        foreach (var clat in group.Select(d => d.Clat.Bins))
        {
            for (var i = 0; i < clat.Values.Length; i++)
            {
                bins.Add(clat.Values[i], clat.Counts[i]);
            }
        }
        var latency = bins.Build();
        return new Merged(
            Math.Round(group.Sum(d => d.IoBytes) * 1000d / longest),
            Math.Round(group.Sum(d => d.TotalIos) * 1000d / longest, 1),
            latency.QuantileOrNull(0.5),
            latency.QuantileOrNull(0.99)
        );
    }

    private sealed record Merged(
        double BytesPerSecond,
        double OperationsPerSecond,
        long? P50,
        long? P99
    );
}
