using Bench.Host.Counters;

namespace Bench.Host.Tests.Sampling;

/// <summary>Made-up snapshots.</summary>
internal static class Snapshots
{
    public static HostCounters At(
        double seconds,
        long busy = 0,
        long idle = 0,
        long used = 0,
        long received = 0,
        ProcessCounters? watched = null
    ) =>
        new(
            (long)Math.Round(seconds * 1000),
            1000,
            new CpuCounters(busy, idle, 0, 4),
            new MemoryCounters(1_000_000, 1_000_000 - used, used / 2),
            new NetworkCounters(received, 2 * received, 1),
            new DiskCounters(3 * received, 4 * received, 1),
            new ProcessCounters(1, busy / 10, 77),
            watched
        );
}
