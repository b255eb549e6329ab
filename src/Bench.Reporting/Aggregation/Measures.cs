using Bench.Statistics.Histograms;
using Bench.Statistics.Moments;

namespace Bench.Reporting.Aggregation;

/// <summary>Directions of I/O that are never added to each other.</summary>
internal enum Direction
{
    Read,
    Write,
    Trim,

    /// <summary>What fio reports as one under <c>unified_rw_reporting=mixed</c>.</summary>
    Mixed,
}

/// <summary>What one tool output says: its groups, or why it says nothing that counts.</summary>
internal sealed record Measures(IReadOnlyList<GroupMeasure> Groups, string? Error)
{
    public static Measures Failed(string error) => new([], error);
}

/// <summary>One group of concurrent jobs in one iteration.</summary>
internal sealed record GroupMeasure
{
    public required int Group { get; init; }
    public required IReadOnlyList<string> Jobs { get; init; }

    /// <summary>By <see cref="Direction"/>; null where there was no I/O.</summary>
    public required DirectionMeasure?[] Directions { get; init; }
    public LatencyMeasure? Sync { get; init; }
}

/// <summary>One direction of one group in one iteration.</summary>
internal sealed record DirectionMeasure
{
    public required double BwBytesPerSecond { get; init; }
    public required double Iops { get; init; }
    public required long IoBytes { get; init; }

    /// <summary>The longest run time of the concurrent jobs.</summary>
    public required double Seconds { get; init; }

    /// <summary>Bytes ÷ (run time + time until the file system was flushed); null where nothing was flushed.</summary>
    public double? FlushedBwBytesPerSecond { get; init; }
    public LatencyMeasure? Clat { get; init; }
    public required SampleMoments Lat { get; init; }
    public required SampleMoments Slat { get; init; }
}

/// <summary>Latencies in nanoseconds.</summary>
internal sealed record LatencyMeasure(SampleMoments Moments, Histogram Bins);
