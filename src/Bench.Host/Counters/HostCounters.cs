namespace Bench.Host.Counters;

/// <summary>Raw counters of the host at one instant; rates come from the difference of two.</summary>
/// <param name="Timestamp">The instant on the monotonic clock, <see cref="TimeProvider.GetTimestamp"/>.</param>
/// <param name="TimestampsPerSecond">That clock's unit.</param>
/// <param name="Cpu">Processors.</param>
/// <param name="Memory">Memory.</param>
/// <param name="Network">Network, without the loopback.</param>
/// <param name="Disk">Physical disks.</param>
/// <param name="Self">This process.</param>
/// <param name="Watched">Processes watched, such as a mount's server; null if none are.</param>
public sealed record HostCounters(
    long Timestamp,
    long TimestampsPerSecond,
    CpuCounters Cpu,
    MemoryCounters Memory,
    NetworkCounters Network,
    DiskCounters Disk,
    ProcessCounters Self,
    ProcessCounters? Watched
)
{
    /// <summary>Takes a snapshot.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="watched">Reads the processes watched, for example <c>() => ProcessCounters.OfGroup(pid)</c>.</param>
    /// <exception cref="HostCallException">/proc cannot be read.</exception>
    public static HostCounters Read(TimeProvider time, Func<ProcessCounters>? watched = null) =>
        new(
            time.GetTimestamp(),
            time.TimestampFrequency,
            CpuCounters.Read(),
            MemoryCounters.Read(),
            NetworkCounters.Read(),
            DiskCounters.Read(),
            ProcessCounters.OfSelf(),
            watched?.Invoke()
        );

    /// <summary>Seconds from an earlier snapshot of the same clock to this one.</summary>
    public double SecondsSince(HostCounters earlier) =>
        (double)(Timestamp - earlier.Timestamp) / TimestampsPerSecond;
}
