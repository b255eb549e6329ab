using Bench.Model.Samples;
using Bench.Reporting.Model;
using Bench.Statistics.Series;

namespace Bench.Reporting.Aggregation;

/// <summary>Readings of the host's counters over the ok iterations of an entry.</summary>
internal sealed class ResourcePool
{
    private static readonly Func<ResourceSample, double>[] Counters =
    [
        s => s.NetworkReceivedBytes,
        s => s.NetworkSentBytes,
        s => s.DiskReadBytes,
        s => s.DiskWrittenBytes,
        s => 100 * s.WorkerCpuSeconds,
    ];

    private readonly ResourceAccumulator _cpu = new();
    private readonly ResourceAccumulator _memory = new();
    private readonly ResourceAccumulator _pageCache = new();
    private readonly ResourceAccumulator[] _counters =
    [
        .. Counters.Select(_ => new ResourceAccumulator()),
    ];
    private readonly MountPool _mount = new();
    private double _seconds;

    public void Add(int iteration, IReadOnlyList<ResourceSample> samples)
    {
        if (samples.Count < 2 || samples[^1].Seconds <= samples[0].Seconds)
        {
            return;
        }
        var seconds = samples[^1].Seconds - samples[0].Seconds;
        _seconds += seconds;
        AddCpu(iteration, samples, seconds);
        _mount.Add(iteration, samples);
        AddLevel(_memory, iteration, samples, seconds, s => s.MemoryUsedBytes);
        AddLevel(_pageCache, iteration, samples, seconds, s => s.PageCacheBytes);
        for (var i = 0; i < Counters.Length; i++)
        {
            var series = Series(samples, Counters[i]);
            _counters[i]
                .Add(
                    iteration,
                    seconds,
                    CounterSeries.AverageRate(series),
                    CounterSeries.Peak(series)
                );
        }
    }

    /// <summary>Null without readings.</summary>
    public ResourceSummary? Summary() =>
        _seconds <= 0
            ? null
            : _mount.AddTo(
                new ResourceSummary
                {
                    SampledSeconds = _seconds,
                    CpuPercent = _cpu.Figure(),
                    MemoryUsedBytes = _memory.Figure(),
                    PageCacheBytes = _pageCache.Figure(),
                    NetworkReceivedBytesPerSecond = _counters[0].Figure(),
                    NetworkSentBytesPerSecond = _counters[1].Figure(),
                    DiskReadBytesPerSecond = _counters[2].Figure(),
                    DiskWrittenBytesPerSecond = _counters[3].Figure(),
                    WorkerCpuPercent = _counters[4].Figure(),
                }
            );

    /// <summary>Busy ÷ total CPU time of the interval, so that the number of cores and a late reading do not matter.</summary>
    private void AddCpu(int iteration, IReadOnlyList<ResourceSample> samples, double seconds)
    {
        var average = Share(samples[0], samples[^1]);
        SeriesInterval? peak = null;
        for (var i = 1; i < samples.Count; i++)
        {
            var share = Share(samples[i - 1], samples[i]);
            if (share is { } value && (peak is null || value > peak.Value.Value))
            {
                peak = new SeriesInterval(i, samples[i - 1].Seconds, samples[i].Seconds, value);
            }
        }
        _cpu.Add(iteration, seconds, average, peak);
    }

    private static double? Share(ResourceSample from, ResourceSample to)
    {
        var total = to.CpuTotalSeconds - from.CpuTotalSeconds;
        return total > 0 ? 100 * (to.CpuBusySeconds - from.CpuBusySeconds) / total : null;
    }

    private static void AddLevel(
        ResourceAccumulator level,
        int iteration,
        IReadOnlyList<ResourceSample> samples,
        double seconds,
        Func<ResourceSample, double> value
    )
    {
        var series = Series(samples, value);
        level.Add(
            iteration,
            seconds,
            GaugeSeries.TimeWeightedMean(series),
            GaugeSeries.Peak(series)
        );
    }

    private static TimedValue[] Series(
        IReadOnlyList<ResourceSample> samples,
        Func<ResourceSample, double> value
    ) => [.. samples.Select(s => new TimedValue(s.Seconds, value(s)))];
}

/// <summary>Average over the time of all iterations, and the highest peak of any, the first of equals.</summary>
internal sealed class ResourceAccumulator
{
    private double _weighted;
    private double _seconds;
    private double _peak;
    private PeakInterval? _interval;

    public void Add(int iteration, double seconds, double? average, SeriesInterval? peak)
    {
        if (average is not { } mean || peak is not { } highest)
        {
            return;
        }
        _weighted += mean * seconds;
        _seconds += seconds;
        if (_interval is null || highest.Value > _peak)
        {
            _peak = highest.Value;
            _interval = new PeakInterval(iteration, highest.StartSeconds, highest.EndSeconds);
        }
    }

    public ResourceFigure? Figure() =>
        _interval is null
            ? null
            : new ResourceFigure
            {
                Average = _weighted / _seconds,
                Peak = _peak,
                PeakInterval = _interval,
            };
}
