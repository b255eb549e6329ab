using Bench.Model.Samples;
using Bench.Reporting.Model;
using Bench.Statistics.Series;

namespace Bench.Reporting.Aggregation;

/// <summary>Readings of a mount's processes over the ok iterations of an entry.</summary>
internal sealed class MountPool
{
    private static readonly Func<MountSample, double>[] Counters =
    [
        m => 100 * m.CpuSeconds,
        m => m.NetworkReceivedBytes,
        m => m.NetworkSentBytes,
    ];

    private static readonly Func<MountSample, double>[] Levels =
    [
        m => m.ResidentBytes,
        m => m.Threads,
        m => m.OpenFiles,
    ];

    private readonly ResourceAccumulator[] _counters =
    [
        .. Counters.Select(_ => new ResourceAccumulator()),
    ];

    private readonly ResourceAccumulator[] _levels =
    [
        .. Levels.Select(_ => new ResourceAccumulator()),
    ];

    public void Add(int iteration, IReadOnlyList<ResourceSample> samples)
    {
        var mounted = samples.Where(sample => sample.Mount is not null).ToList();
        if (mounted.Count < 2 || mounted[^1].Seconds <= mounted[0].Seconds)
        {
            return;
        }
        var seconds = mounted[^1].Seconds - mounted[0].Seconds;
        for (var i = 0; i < Counters.Length; i++)
        {
            var series = Series(mounted, Counters[i]);
            _counters[i]
                .Add(
                    iteration,
                    seconds,
                    CounterSeries.AverageRate(series),
                    CounterSeries.Peak(series)
                );
        }
        for (var i = 0; i < Levels.Length; i++)
        {
            var series = Series(mounted, Levels[i]);
            _levels[i]
                .Add(
                    iteration,
                    seconds,
                    GaugeSeries.TimeWeightedMean(series),
                    GaugeSeries.Peak(series)
                );
        }
    }

    public ResourceSummary AddTo(ResourceSummary summary) =>
        summary with
        {
            MountCpuPercent = _counters[0].Figure(),
            MountNetworkReceivedBytesPerSecond = _counters[1].Figure(),
            MountNetworkSentBytesPerSecond = _counters[2].Figure(),
            MountResidentBytes = _levels[0].Figure(),
            MountThreads = _levels[1].Figure(),
            MountOpenFiles = _levels[2].Figure(),
        };

    private static TimedValue[] Series(
        List<ResourceSample> samples,
        Func<MountSample, double> value
    ) => [.. samples.Select(s => new TimedValue(s.Seconds, value(s.Mount!)))];
}
