namespace Bench.Statistics.Series;

/// <summary>
/// A figure with the interval it belongs to. <paramref name="Index"/> is the index of the sample that ends the
/// interval; the unit of <paramref name="Value"/> is the series' own, for counters that unit per second.
/// </summary>
public readonly record struct SeriesInterval(
    int Index,
    double StartSeconds,
    double EndSeconds,
    double Value
);
