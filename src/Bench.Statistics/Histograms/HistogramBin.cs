namespace Bench.Statistics.Histograms;

/// <summary>One bin: the value that stands for it (nanoseconds for latencies) and how many samples fell into it.</summary>
public readonly record struct HistogramBin(long Value, long Count);
