using Bench.Host.Counters;

namespace Bench.Host.Tests.Counters;

internal sealed class CounterParseTests
{
    private static byte[] Captured(string name) =>
        File.ReadAllBytes(Path.Combine(TestContext.CurrentContext.TestDirectory, "TestData", name));

    [Test]
    public void Processor_time_counts_guests_once_and_waiting_as_idle()
    {
        CpuCounters
            .Parse(Captured("stat.txt"))
            .ShouldBe(new CpuCounters(BusyTicks: 1340, IdleTicks: 50400, StolenTicks: 60, 2));
    }

    [Test]
    public void Page_cache_leaves_out_shared_memory()
    {
        var memory = MemoryCounters.Parse(Captured("meminfo.txt"));
        memory.TotalBytes.ShouldBe(24669120L * 1024);
        memory.UsedBytes.ShouldBe(2669120L * 1024);
        memory.PageCacheBytes.ShouldBe(3050000L * 1024);
    }

    /// <summary>Regression: sampler (loopback counted).</summary>
    [Test]
    public void The_loopback_and_what_is_stacked_on_physical_interfaces_are_left_out()
    {
        NetworkCounters
            .Parse(
                Captured("netdev.txt"),
                name =>
                    name.StartsWith("eth") ? InterfaceKind.Physical
                    : name.StartsWith("veth") ? InterfaceKind.Virtual
                    : InterfaceKind.Left
            )
            .ShouldBe(new NetworkCounters(273101098, 502007, 2));
    }

    /// <summary>Regression: sampler (loopback counted).</summary>
    [Test]
    public void Without_physical_interfaces_the_virtual_ones_count_but_never_the_loopback()
    {
        NetworkCounters
            .Parse(Captured("netdev.txt"), _ => InterfaceKind.Virtual)
            .ShouldBe(new NetworkCounters(273901098, 1102007, 4));
        NetworkCounters
            .Parse(Captured("netdev.txt"), _ => InterfaceKind.Left)
            .ShouldBe(default(NetworkCounters));
    }

    [Test]
    public void Only_whole_disks_count()
    {
        DiskCounters
            .Parse(Captured("diskstats.txt"), name => name is "sda" or "nvme0n1")
            .ShouldBe(new DiskCounters(150000L * 512, 208000L * 512, 2));
    }

    [Test]
    public void Truncated_text_gives_no_exception()
    {
        foreach (var name in new[] { "stat.txt", "meminfo.txt", "netdev.txt", "diskstats.txt" })
        {
            var text = Captured(name);
            for (var length = 0; length < text.Length; length += 7)
            {
                var part = text.AsSpan(0, length);
                CpuCounters.Parse(part).BusyTicks.ShouldBeGreaterThanOrEqualTo(0);
                MemoryCounters.Parse(part).TotalBytes.ShouldBeGreaterThanOrEqualTo(0);
                NetworkCounters
                    .Parse(part, _ => InterfaceKind.Physical)
                    .ReceivedBytes.ShouldBeGreaterThanOrEqualTo(0);
                DiskCounters.Parse(part, _ => true).ReadBytes.ShouldBeGreaterThanOrEqualTo(0);
            }
        }
    }
}
