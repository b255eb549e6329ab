using System.Text;
using Bench.Host.Counters;
using Bench.Host.Interop;

namespace Bench.Host.Identity;

/// <summary>What a host is, in plain values to record beside its results.</summary>
/// <param name="BootId">A random id new at each boot: equal means the same running kernel.</param>
/// <param name="HostName">Its name as it calls itself.</param>
/// <param name="OperatingSystem">The distribution's name and version.</param>
/// <param name="Kernel">The kernel's release.</param>
/// <param name="CpuModel">The processor's name.</param>
/// <param name="CpuCount">Processors online.</param>
/// <param name="MemoryBytes">Memory in all.</param>
/// <param name="Disks">The block devices whose traffic is counted.</param>
/// <param name="NetworkInterfaces">The network interfaces whose traffic is counted.</param>
public sealed record HostDescription(
    string BootId,
    string HostName,
    string OperatingSystem,
    string Kernel,
    string CpuModel,
    int CpuCount,
    long MemoryBytes,
    IReadOnlyList<string> Disks,
    IReadOnlyList<string> NetworkInterfaces
)
{
    private const string Unknown = "unknown";

    /// <summary>Describes this host.</summary>
    /// <exception cref="HostCallException">/proc does not say.</exception>
    public static HostDescription Read() =>
        new(
            ReadBootId(),
            ProcFile.ReadText("/proc/sys/kernel/hostname"),
            Named("/etc/os-release", "PRETTY_NAME", '=') ?? Unknown,
            ProcFile.ReadText("/proc/sys/kernel/osrelease"),
            Named("/proc/cpuinfo", "model name", ':') ?? Unknown,
            CpuCounters.Read().CpuCount,
            MemoryCounters.Read().TotalBytes,
            CountedDevices.Disks(),
            CountedDevices.NetworkInterfaces()
        );

    /// <summary>The boot id alone.</summary>
    /// <exception cref="HostCallException">/proc does not say.</exception>
    public static string ReadBootId() => ProcFile.ReadText("/proc/sys/kernel/random/boot_id");

    /// <summary>The value of the first <c>name separator value</c> line.</summary>
    private static string? Named(string path, string name, char separator)
    {
        using var file = ProcFile.TryRead(path);
        if (file is null)
            return null;
        foreach (var line in Encoding.UTF8.GetString(file.Bytes).Split('\n'))
        {
            var parts = line.Split(separator, 2);
            if (parts.Length == 2 && string.Equals(parts[0].Trim(), name, StringComparison.Ordinal))
                return parts[1].Trim().Trim('"');
        }

        return null;
    }
}
