namespace Bench.Host.Sampling;

/// <summary>The highest value, and the interval that it is the value of.</summary>
/// <param name="Value">The rate over the interval; of a level (memory) what was seen at the interval's end.</param>
/// <param name="StartSeconds">The interval's start, after the start of the measured span.</param>
/// <param name="IntervalSeconds">The interval's real length.</param>
public sealed record Peak(double Value, double StartSeconds, double IntervalSeconds);

/// <summary>A quantity over the measured span; null where the counters do not give it.</summary>
/// <param name="Average">
/// Of a rate: the difference of the counters at both ends ÷ the time between. Of a level: its mean over time.
/// </param>
/// <param name="Peak">The highest interval.</param>
public sealed record AverageAndPeak(double? Average, Peak? Peak);

/// <summary>What a host did over a measured span.</summary>
public sealed record ResourceSummary
{
    /// <summary>The span's real length.</summary>
    public required double ElapsedSeconds { get; init; }

    /// <summary>Busy time ÷ time of all processors × 100 (stolen time is not busy).</summary>
    public required AverageAndPeak CpuPercent { get; init; }

    /// <summary>Processors busy.</summary>
    public required AverageAndPeak CpuCores { get; init; }

    /// <summary>Time taken by the hypervisor ÷ time of all processors × 100.</summary>
    public required AverageAndPeak StolenPercent { get; init; }

    /// <summary>Memory in use.</summary>
    public required AverageAndPeak MemoryUsedBytes { get; init; }

    /// <summary>Page cache.</summary>
    public required AverageAndPeak PageCacheBytes { get; init; }

    /// <summary>Received over the network.</summary>
    public required AverageAndPeak NetworkReceivedBytesPerSecond { get; init; }

    /// <summary>Transmitted over the network.</summary>
    public required AverageAndPeak NetworkTransmittedBytesPerSecond { get; init; }

    /// <summary>Read from disks.</summary>
    public required AverageAndPeak DiskReadBytesPerSecond { get; init; }

    /// <summary>Written to disks.</summary>
    public required AverageAndPeak DiskWrittenBytesPerSecond { get; init; }

    /// <summary>Processors busy with the sampling process itself.</summary>
    public required AverageAndPeak SelfCpuCores { get; init; }

    /// <summary>Processors busy with the processes watched.</summary>
    public required AverageAndPeak WatchedCpuCores { get; init; }

    /// <summary>Resident memory of the processes watched.</summary>
    public required AverageAndPeak WatchedResidentBytes { get; init; }
}
