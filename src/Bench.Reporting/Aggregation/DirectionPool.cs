using Bench.Reporting.Model;
using Bench.Statistics.Intervals;
using Bench.Statistics.Moments;

namespace Bench.Reporting.Aggregation;

/// <summary>One direction of one group on one VM, over iterations.</summary>
internal sealed class DirectionPool
{
    private readonly List<double> _bandwidths = [];
    private readonly List<double> _iops = [];
    private readonly List<double> _flushed = [];
    private readonly LatencyPool _clat = new();
    private SampleMoments _lat = SampleMoments.Empty;
    private SampleMoments _slat = SampleMoments.Empty;

    public void Add(DirectionMeasure measure)
    {
        _bandwidths.Add(measure.BwBytesPerSecond);
        _iops.Add(measure.Iops);
        if (measure.FlushedBwBytesPerSecond is { } flushed)
        {
            _flushed.Add(flushed);
        }
        if (measure.Clat is { } clat)
        {
            _clat.Add(clat);
        }
        _lat = _lat.Merge(measure.Lat);
        _slat = _slat.Merge(measure.Slat);
    }

    /// <summary>The figures over all iterations of the given VMs; null without any.</summary>
    public static DirectionSummary? Summary(
        IReadOnlyList<DirectionPool> vms,
        SummaryOptions options
    )
    {
        if (vms.Count == 0)
        {
            return null;
        }
        var clat = vms[0]._clat;
        if (vms.Count > 1)
        {
            clat = new LatencyPool();
            foreach (var vm in vms)
            {
                clat.Add(vm._clat);
            }
        }
        return new DirectionSummary
        {
            BwBytesPerSecond = Rate(vms.Select(vm => vm._bandwidths), options),
            Iops = Rate(vms.Select(vm => vm._iops), options),
            FlushedBwBytesPerSecond = vms.All(vm => vm._flushed.Count == vm._bandwidths.Count)
                ? Rate(vms.Select(vm => vm._flushed), options)
                : null,
            ClatNs = clat.Summary(options.CdfPoints),
            LatNs = LatencyPool.SummaryOf(SampleMoments.Merge(vms.Select(vm => vm._lat))),
            SlatNs = LatencyPool.SummaryOf(SampleMoments.Merge(vms.Select(vm => vm._slat))),
        };
    }

    /// <summary>The figures of one value for each iteration, by VM.</summary>
    public static RateSummary Rate(IEnumerable<List<double>> byVm, SummaryOptions options)
    {
        var values = byVm.ToArray();
        var estimate = Bootstrap.Estimate<double>(
            values,
            CommonStatistics.Median,
            new BootstrapOptions { Seed = options.Seed, Resamples = SummaryOptions.Resamples }
        );
        return new RateSummary
        {
            Median = estimate.Estimate!.Value,
            Min = estimate.Min!.Value,
            Max = estimate.Max!.Value,
            Values = [.. values.SelectMany(vm => vm)],
            Interval = estimate.Interval is { } interval
                ? new MedianInterval(interval.Low, interval.High, interval.Confidence)
                : null,
            NoInterval = estimate.Interval is null ? "too_few_iterations" : null,
        };
    }
}

/// <summary>How pools are summed up.</summary>
/// <param name="Seed">Of the resampling; a function of the run's seed and the matrix id.</param>
/// <param name="CdfPoints">Most points of a distribution kept for charts.</param>
internal sealed record SummaryOptions(ulong Seed, int CdfPoints)
{
    /// <summary>Enough for two stable digits of an interval at a cost that 10,000 entries bear.</summary>
    public const int Resamples = 2000;

    private const ulong GoldenRatio = 0x9E3779B97F4A7C15;

    public static SummaryOptions For(long runSeed, int matrixId, int cdfPoints) =>
        new(unchecked(((ulong)runSeed * GoldenRatio) + (ulong)matrixId), cdfPoints);
}
