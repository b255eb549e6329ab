using Bench.Reporting.Model;
using Bench.Statistics.Histograms;
using Bench.Statistics.Moments;

namespace Bench.Reporting.Aggregation;

/// <summary>Latencies of jobs and iterations, pooled: bins and moments are merged, quantiles never averaged.</summary>
internal sealed class LatencyPool
{
    private static readonly double[] Quantiles = [0.5, 0.9, 0.95, 0.99, 0.999];

    /// <summary>The only histogram so far; a builder takes time and memory that one histogram alone does not need.</summary>
    private Histogram _first = Histogram.Empty;
    private HistogramBuilder? _more;
    private readonly QuantileRange?[] _ranges = new QuantileRange?[Quantiles.Length];
    private SampleMoments _moments = SampleMoments.Empty;

    public void Add(LatencyMeasure measure)
    {
        _moments = _moments.Merge(measure.Moments);
        Add(measure.Bins);
        for (var i = 0; i < Quantiles.Length; i++)
        {
            if (measure.Bins.QuantileOrNull(Quantiles[i]) is { } value)
            {
                _ranges[i] = Widen(_ranges[i], new QuantileRange(value, value, 1));
            }
        }
    }

    public void Add(LatencyPool other)
    {
        _moments = _moments.Merge(other._moments);
        Add(other.Merged());
        for (var i = 0; i < Quantiles.Length; i++)
        {
            if (other._ranges[i] is { } range)
            {
                _ranges[i] = Widen(_ranges[i], range);
            }
        }
    }

    /// <summary>Null without samples.</summary>
    public LatencySummary? Summary(int cdfPoints)
    {
        if (_moments.Count == 0)
        {
            return null;
        }
        var bins = Merged();
        return new LatencySummary
        {
            Count = _moments.Count,
            Mean = _moments.Mean,
            Min = _moments.Min,
            Max = _moments.Max,
            Stddev = _moments.StandardDeviation,
            P50 = bins.QuantileOrNull(Quantiles[0]),
            P90 = bins.QuantileOrNull(Quantiles[1]),
            P95 = bins.QuantileOrNull(Quantiles[2]),
            P99 = bins.QuantileOrNull(Quantiles[3]),
            P999 = bins.QuantileOrNull(Quantiles[4]),
            P50Range = _ranges[0],
            P90Range = _ranges[1],
            P95Range = _ranges[2],
            P99Range = _ranges[3],
            P999Range = _ranges[4],
            Cdf = bins.IsEmpty ? [] : bins.Cdf(cdfPoints),
        };
    }

    public static MomentSummary? SummaryOf(SampleMoments moments) =>
        moments.Count == 0
            ? null
            : new MomentSummary
            {
                Count = moments.Count,
                Mean = moments.Mean,
                Min = moments.Min,
                Max = moments.Max,
                Stddev = moments.StandardDeviation,
            };

    private Histogram Merged() => _more?.Build() ?? _first;

    private void Add(Histogram bins)
    {
        if (_more is null && _first.IsEmpty)
        {
            _first = bins;
            return;
        }
        if (_more is null)
        {
            _more = new HistogramBuilder();
            _more.Add(_first);
        }
        _more.Add(bins);
    }

    private static QuantileRange Widen(QuantileRange? range, QuantileRange by) =>
        range is null
            ? by
            : new QuantileRange(
                Math.Min(range.Min, by.Min),
                Math.Max(range.Max, by.Max),
                range.Iterations + by.Iterations
            );
}
