using Bench.Host.Counters;

namespace Bench.Host.Sampling;

/// <summary>Averages and peaks from snapshots. Pure.</summary>
public static class ResourceDerivation
{
    /// <summary>
    /// Intervals shorter than this have no rate of their own, since processor time is counted in 10 ms: they join
    /// the interval beside them.
    /// </summary>
    public const double ShortestIntervalSeconds = 0.5;

    /// <summary>Derives the summary of a measured span.</summary>
    public static ResourceSummary Derive(ResourceSamples samples)
    {
        var points = Points(samples);
        var levels = samples.All().ToList();
        return new ResourceSummary
        {
            ElapsedSeconds = samples.End.SecondsSince(samples.Start),
            CpuPercent = Rate(points, CpuPercent),
            CpuCores = Rate(points, CpuCores),
            StolenPercent = Rate(points, StolenPercent),
            MemoryUsedBytes = Level(levels, c => c.Memory.UsedBytes),
            PageCacheBytes = Level(levels, c => c.Memory.PageCacheBytes),
            NetworkReceivedBytesPerSecond = PerSecond(points, c => c.Network.ReceivedBytes),
            NetworkTransmittedBytesPerSecond = PerSecond(points, c => c.Network.TransmittedBytes),
            DiskReadBytesPerSecond = PerSecond(points, c => c.Disk.ReadBytes),
            DiskWrittenBytesPerSecond = PerSecond(points, c => c.Disk.WrittenBytes),
            SelfCpuCores = PerSecond(points, c => CpuSeconds(c.Self.CpuTicks)),
            WatchedCpuCores = PerSecond(
                points,
                c => c.Watched is { } watched ? CpuSeconds(watched.CpuTicks) : null
            ),
            WatchedResidentBytes = Level(levels, c => c.Watched?.ResidentBytes),
        };
    }

    /// <summary>Both ends always, and of the snapshots between those that are far enough from their neighbours.</summary>
    private static List<HostCounters> Points(ResourceSamples samples)
    {
        List<HostCounters> points = [samples.Start];
        foreach (var sample in samples.Between)
        {
            if (
                sample.SecondsSince(points[^1]) >= ShortestIntervalSeconds
                && samples.End.SecondsSince(sample) >= ShortestIntervalSeconds
            )
                points.Add(sample);
        }

        points.Add(samples.End);
        return points;
    }

    private static AverageAndPeak PerSecond(
        List<HostCounters> points,
        Func<HostCounters, double?> counter
    ) => Rate(points, (from, to) => Ratio(counter(to) - counter(from), to.SecondsSince(from)));

    private static AverageAndPeak Rate(
        List<HostCounters> points,
        Func<HostCounters, HostCounters, double?> rate
    )
    {
        Peak? peak = null;
        for (var i = 1; i < points.Count; i++)
        {
            if (rate(points[i - 1], points[i]) is { } value)
                peak = Higher(peak, value, points[0], points[i - 1], points[i]);
        }

        return new AverageAndPeak(rate(points[0], points[^1]), peak);
    }

    private static AverageAndPeak Level(
        List<HostCounters> points,
        Func<HostCounters, double?> level
    )
    {
        Peak? peak = null;
        var area = 0d;
        var seconds = 0d;
        for (var i = 0; i < points.Count; i++)
        {
            var before = points[Math.Max(0, i - 1)];
            if (level(points[i]) is not { } value)
                continue;
            peak = Higher(peak, value, points[0], before, points[i]);
            if (i == 0 || level(before) is not { } previous)
                continue;
            var width = points[i].SecondsSince(before);
            area += width * (previous + value) / 2;
            seconds += width;
        }

        // Without any time between, the one level seen is the mean.
        return new AverageAndPeak(seconds > 0 ? area / seconds : peak?.Value, peak);
    }

    private static Peak Higher(
        Peak? peak,
        double value,
        HostCounters first,
        HostCounters from,
        HostCounters to
    ) =>
        peak is null || value > peak.Value
            ? new Peak(value, from.SecondsSince(first), to.SecondsSince(from))
            : peak;

    private static double? CpuPercent(HostCounters from, HostCounters to) =>
        Ratio(100d * (to.Cpu.BusyTicks - from.Cpu.BusyTicks), CpuTicks(from, to));

    private static double? StolenPercent(HostCounters from, HostCounters to) =>
        Ratio(100d * (to.Cpu.StolenTicks - from.Cpu.StolenTicks), CpuTicks(from, to));

    private static double? CpuCores(HostCounters from, HostCounters to) =>
        CpuPercent(from, to) * to.Cpu.CpuCount / 100;

    private static double CpuTicks(HostCounters from, HostCounters to) =>
        to.Cpu.BusyTicks
        - from.Cpu.BusyTicks
        + to.Cpu.IdleTicks
        - from.Cpu.IdleTicks
        + to.Cpu.StolenTicks
        - from.Cpu.StolenTicks;

    private static double? CpuSeconds(long ticks) => (double)ticks / CpuCounters.TicksPerSecond;

    /// <summary>Null without time, and for a counter that fell: a device or process behind it went away.</summary>
    private static double? Ratio(double? difference, double divisor) =>
        difference is >= 0 && divisor > 0 ? difference / divisor : null;
}
