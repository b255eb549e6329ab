namespace Bench.Model.Samples;

/// <summary>
/// One reading of a host's counters: a row of <c>samples.csv</c>. Counters are cumulative; rates come from the
/// difference of two rows divided by their real distance in time.
/// </summary>
public sealed record ResourceSample
{
    /// <summary>Seconds since the measure phase began, on the host's monotonic clock.</summary>
    public required double Seconds { get; init; }

    /// <summary>Busy and total CPU time of all cores, in seconds.</summary>
    public required double CpuBusySeconds { get; init; }
    public required double CpuTotalSeconds { get; init; }
    public required long MemoryUsedBytes { get; init; }
    public required long PageCacheBytes { get; init; }

    /// <summary>Network bytes without loopback.</summary>
    public required long NetworkReceivedBytes { get; init; }
    public required long NetworkSentBytes { get; init; }

    /// <summary>Bytes of the physical disks.</summary>
    public required long DiskReadBytes { get; init; }
    public required long DiskWrittenBytes { get; init; }

    /// <summary>CPU time of the worker itself, in seconds.</summary>
    public required double WorkerCpuSeconds { get; init; }

    /// <summary>The server of the mount; absent where nothing is mounted, or it has died.</summary>
    public MountSample? Mount { get; init; }
}

/// <summary>What a mount's processes used.</summary>
public sealed record MountSample
{
    /// <summary>CPU time, user and system.</summary>
    public required double CpuSeconds { get; init; }
    public required long ResidentBytes { get; init; }
    public required int Threads { get; init; }

    /// <summary>Open descriptors, sockets included.</summary>
    public required int OpenFiles { get; init; }

    /// <summary>
    /// Bytes of the network namespace that the server runs in, loopback included: the kernel does not count them by
    /// process.
    /// </summary>
    public required long NetworkReceivedBytes { get; init; }
    public required long NetworkSentBytes { get; init; }
}
