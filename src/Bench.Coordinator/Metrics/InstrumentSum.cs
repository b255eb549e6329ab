using System.Diagnostics.Metrics;
using System.Globalization;

namespace Bench.Coordinator.Metrics;

/// <summary>One counter or histogram with its sums by attributes. May be used by any thread.</summary>
internal sealed class InstrumentSum(Instrument instrument)
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, Series> _series = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<double>? _bounds = instrument is Histogram<double> histogram
        ? histogram.Advice?.HistogramBucketBoundaries ?? []
        : null;

    public string Name { get; } =
        PrometheusNames.Of(
            instrument.Name,
            instrument.Unit,
            instrument is Histogram<double> ? "histogram" : "counter"
        );

    public void Add(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = new (string Name, string Value)[tags.Length];
        for (var i = 0; i < tags.Length; i++)
        {
            labels[i] = (
                PrometheusNames.OfLabel(tags[i].Key),
                Convert.ToString(tags[i].Value, CultureInfo.InvariantCulture) ?? ""
            );
        }
        Array.Sort(labels, static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        var key = string.Join('\0', labels.Select(label => $"{label.Name}\0{label.Value}"));
        lock (_gate)
        {
            if (!_series.TryGetValue(key, out var series))
            {
                series = new Series(labels, new long[(_bounds?.Count ?? 0) + 1]);
                _series.Add(key, series);
            }
            series.Sum += value;
            series.Counts[_bounds is null ? 0 : BucketOf(value)]++;
        }
    }

    public void WriteTo(PrometheusText text)
    {
        text.Declare(
            Name,
            _bounds is null ? "counter" : "histogram",
            instrument.Description ?? instrument.Name
        );
        lock (_gate)
        {
            foreach (var series in _series.Values)
            {
                if (_bounds is null)
                {
                    text.Sample(Name, series.Labels, series.Sum);
                }
                else
                {
                    WriteBuckets(text, series, _bounds);
                }
            }
        }
    }

    private void WriteBuckets(PrometheusText text, Series series, IReadOnlyList<double> bounds)
    {
        var below = 0L;
        for (var i = 0; i < series.Counts.Length; i++)
        {
            below += series.Counts[i];
            var bound = i < bounds.Count ? bounds[i] : double.PositiveInfinity;
            text.Sample(
                $"{Name}_bucket",
                [.. series.Labels, ("le", PrometheusText.Number(bound))],
                below
            );
        }
        text.Sample($"{Name}_sum", series.Labels, series.Sum);
        text.Sample($"{Name}_count", series.Labels, below);
    }

    /// <summary>The first whose bound is not below the value.</summary>
    private int BucketOf(double value)
    {
        var bucket = 0;
        while (bucket < _bounds!.Count && value > _bounds[bucket])
        {
            bucket++;
        }
        return bucket;
    }

    private sealed class Series((string Name, string Value)[] labels, long[] counts)
    {
        public (string Name, string Value)[] Labels { get; } = labels;

        public long[] Counts { get; } = counts;

        public double Sum { get; set; }
    }
}
