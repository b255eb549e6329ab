using Bench.Host.Identity;

namespace Bench.Host.Tests.Identity;

internal sealed class HostDescriptionTests
{
    [Test]
    public void This_host_is_described()
    {
        var host = HostDescription.Read();
        Guid.TryParse(host.BootId, out _).ShouldBeTrue();
        host.BootId.ShouldBe(HostDescription.ReadBootId());
        host.HostName.ShouldBe(Environment.MachineName);
        host.Kernel.ShouldStartWith(Environment.OSVersion.Version.ToString(2));
        (host.CpuModel is "unknown" or "").ShouldBeFalse();
        host.CpuCount.ShouldBeGreaterThanOrEqualTo(Environment.ProcessorCount);
        host.MemoryBytes.ShouldBeGreaterThan(100L << 20);
        host.NetworkInterfaces.ShouldAllBe(name => name != "lo");
        host.Disks.ShouldAllBe(disk => !disk.StartsWith("loop", StringComparison.Ordinal));
    }
}
