namespace Bench.Statistics.Series;

/// <summary>A value read at a time, in seconds on any one monotonic clock.</summary>
public readonly record struct TimedValue(double TimeSeconds, double Value);
