using Bench.Host.Identity;
using Bench.Model.Results;

namespace Bench.Worker.Iterations;

/// <summary>The host as it stands in records.</summary>
internal static class HostFactsReader
{
    public static HostFacts Read()
    {
        var host = HostDescription.Read();
        return new HostFacts
        {
            HostName = host.HostName,
            BootId = host.BootId,
            Kernel = host.Kernel,
            CpuModel = host.CpuModel,
            CpuCount = host.CpuCount,
            MemoryBytes = host.MemoryBytes,
        };
    }
}
