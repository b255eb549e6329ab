namespace Bench.Model.Progress;

/// <summary>What a worker measured last and uses now. For people who watch: no report uses it.</summary>
public sealed record LiveFigures
{
    /// <summary>Of the last committed iteration.</summary>
    public IterationFigures? Iteration { get; init; }

    /// <summary>Of the last second that was sampled.</summary>
    public ResourceFigures? Resources { get; init; }
}

/// <summary>What one iteration measured. Rates in bytes and operations per second, latencies in nanoseconds.</summary>
public sealed record IterationFigures
{
    public required int MatrixId { get; init; }
    public required int Iteration { get; init; }
    public double? ReadBytesPerSecond { get; init; }
    public double? WriteBytesPerSecond { get; init; }
    public double? ReadOperationsPerSecond { get; init; }
    public double? WriteOperationsPerSecond { get; init; }
    public long? ReadP50Nanoseconds { get; init; }
    public long? ReadP99Nanoseconds { get; init; }
    public long? WriteP50Nanoseconds { get; init; }
    public long? WriteP99Nanoseconds { get; init; }
}

/// <summary>What the host did during a second of a measure phase.</summary>
public sealed record ResourceFigures
{
    /// <summary>Busy share of all processors, 0 to 1.</summary>
    public required double CpuFraction { get; init; }
    public required long MemoryUsedBytes { get; init; }
    public required double DiskReadBytesPerSecond { get; init; }
    public required double DiskWriteBytesPerSecond { get; init; }
    public required double NetworkReceivedBytesPerSecond { get; init; }
    public required double NetworkTransmittedBytesPerSecond { get; init; }
}
