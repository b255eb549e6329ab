using Bench.Host.Counters;
using Bench.Host.Sampling;
using Bench.Model.Samples;

namespace Bench.Worker.Iterations;

/// <summary>The host's counters as rows of <c>samples.csv</c>.</summary>
internal static class SampleMapping
{
    public static IReadOnlyList<ResourceSample> Rows(ResourceSamples samples) =>
        [.. samples.All().Select(sample => Row(sample, samples.Start))];

    private static ResourceSample Row(HostCounters sample, HostCounters start) =>
        new()
        {
            Seconds = Math.Round(sample.SecondsSince(start), 6),
            CpuBusySeconds = Seconds(sample.Cpu.BusyTicks),
            CpuTotalSeconds = Seconds(
                sample.Cpu.BusyTicks + sample.Cpu.IdleTicks + sample.Cpu.StolenTicks
            ),
            MemoryUsedBytes = sample.Memory.UsedBytes,
            PageCacheBytes = sample.Memory.PageCacheBytes,
            NetworkReceivedBytes = sample.Network.ReceivedBytes,
            NetworkSentBytes = sample.Network.TransmittedBytes,
            DiskReadBytes = sample.Disk.ReadBytes,
            DiskWrittenBytes = sample.Disk.WrittenBytes,
            WorkerCpuSeconds = Seconds(sample.Self.CpuTicks),
            Mount = sample.Watched is { Count: > 0 } mount ? Row(mount) : null,
        };

    private static MountSample Row(ProcessCounters mount) =>
        new()
        {
            CpuSeconds = Seconds(mount.CpuTicks),
            ResidentBytes = mount.ResidentBytes,
            Threads = mount.Threads,
            OpenFiles = mount.OpenFiles,
            NetworkReceivedBytes = mount.Namespace.ReceivedBytes,
            NetworkSentBytes = mount.Namespace.TransmittedBytes,
        };

    private static double Seconds(long ticks) => (double)ticks / CpuCounters.TicksPerSecond;
}
