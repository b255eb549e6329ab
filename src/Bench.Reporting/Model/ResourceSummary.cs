namespace Bench.Reporting.Model;

/// <summary>What the host did during the measure phases of the ok iterations.</summary>
public sealed record ResourceSummary
{
    /// <summary>Seconds between first and last reading, summed over iterations.</summary>
    public required double SampledSeconds { get; init; }

    /// <summary>Busy share of all cores, 0 to 100.</summary>
    public ResourceFigure? CpuPercent { get; init; }
    public ResourceFigure? MemoryUsedBytes { get; init; }
    public ResourceFigure? PageCacheBytes { get; init; }

    /// <summary>Without loopback.</summary>
    public ResourceFigure? NetworkReceivedBytesPerSecond { get; init; }
    public ResourceFigure? NetworkSentBytesPerSecond { get; init; }
    public ResourceFigure? DiskReadBytesPerSecond { get; init; }
    public ResourceFigure? DiskWrittenBytesPerSecond { get; init; }

    /// <summary>CPU time of the worker itself, 100 being one core.</summary>
    public ResourceFigure? WorkerCpuPercent { get; init; }

    /// <summary>CPU time of the mount's processes, 100 being one core; absent where nothing was mounted.</summary>
    public ResourceFigure? MountCpuPercent { get; init; }
    public ResourceFigure? MountResidentBytes { get; init; }
    public ResourceFigure? MountThreads { get; init; }

    /// <summary>Open descriptors, sockets included.</summary>
    public ResourceFigure? MountOpenFiles { get; init; }

    /// <summary>Of the network namespace of the mount's server, loopback included.</summary>
    public ResourceFigure? MountNetworkReceivedBytesPerSecond { get; init; }
    public ResourceFigure? MountNetworkSentBytesPerSecond { get; init; }
}

/// <summary>Average and peak of one resource.</summary>
public sealed record ResourceFigure
{
    /// <summary>Of counters the difference of first and last reading ÷ elapsed time; of levels the mean over time.</summary>
    public required double Average { get; init; }

    /// <summary>The highest value of any interval between two readings.</summary>
    public required double Peak { get; init; }

    /// <summary>The interval of the peak.</summary>
    public required PeakInterval PeakInterval { get; init; }
}

/// <summary>An interval between two readings, in seconds since the measure phase of its iteration began.</summary>
public sealed record PeakInterval(int Iteration, double StartSeconds, double EndSeconds);
