using System.Diagnostics;
using System.Globalization;
using Bench.Host.Counters;
using Bench.Host.Processes;

namespace Bench.Host.Tests.Counters;

internal sealed class HostCountersTests
{
    [Test]
    public void A_real_snapshot_is_plausible_and_time_goes_on()
    {
        var first = HostCounters.Read(TimeProvider.System);
        var second = HostCounters.Read(TimeProvider.System);
        second.SecondsSince(first).ShouldBeGreaterThan(0);
        first.Cpu.BusyTicks.ShouldBeGreaterThan(0);
        first.Cpu.IdleTicks.ShouldBeGreaterThan(0);
        first.Cpu.CpuCount.ShouldBeGreaterThan(0);
        first.Memory.UsedBytes.ShouldBeInRange(1, first.Memory.TotalBytes);
        first.Self.ResidentBytes.ShouldBeGreaterThan(1 << 20);
        first.Self.CpuTicks.ShouldBeGreaterThan(0);
        first.Watched.ShouldBeNull();
        second.Cpu.BusyTicks.ShouldBeGreaterThanOrEqualTo(first.Cpu.BusyTicks);
    }

    [Test]
    public void Snapshots_allocate_little()
    {
        HostCounters.Read(TimeProvider.System);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 20; i++)
            HostCounters.Read(TimeProvider.System);
        ((GC.GetAllocatedBytesForCurrentThread() - before) / 20).ShouldBeLessThan(4096);
    }

    [Test]
    public async Task A_group_is_watched_with_all_its_processes()
    {
        var process = new ProcessRunner().Start(
            new ProcessSpec("bash", ["-c", "while :; do :; done & while :; do :; done"])
        );
        try
        {
            await Until.TrueAsync(
                () => ProcessCounters.OfGroup(process.Pid) is { Count: 2, CpuTicks: >= 4 },
                "both have run"
            );
            var bySession = HostCounters.Read(
                TimeProvider.System,
                () => ProcessCounters.OfSession(process.Pid)
            );
            bySession.Watched.ShouldNotBeNull().Count.ShouldBe(2);
            ProcessCounters.Of([process.Pid, int.MaxValue]).Count.ShouldBe(1);
            ProcessCounters.Of([process.Pid]).ResidentBytes.ShouldBeGreaterThan(100_000);
        }
        finally
        {
            await process.StopAsync(TimeSpan.FromSeconds(1));
        }

        ProcessCounters.OfGroup(process.Pid).Count.ShouldBe(0);
    }

    [Test]
    public void Partitions_and_the_loopback_do_not_count()
    {
        CountedDevices.KindOf("lo").ShouldBe(InterfaceKind.Left);
        CountedDevices.IsWholeDisk("loop0").ShouldBeFalse();
        CountedDevices.IsWholeDisk("no-such-disk").ShouldBeFalse();
        foreach (var disk in CountedDevices.Disks())
            CountedDevices.IsWholeDisk(disk).ShouldBeTrue();
        DiskCounters.Read().DeviceCount.ShouldBe(CountedDevices.Disks().Count);
        NetworkCounters.Read().InterfaceCount.ShouldBe(CountedDevices.NetworkInterfaces().Count);
    }

    [Test]
    public void A_server_is_counted_with_its_threads_descriptors_and_network()
    {
        var session = ProcessStat.TryRead(Environment.ProcessId)!.Value.SessionId;
        var server = ProcessCounters.OfServer(session);
        server.Count.ShouldBeGreaterThan(0);
        server.Threads.ShouldBeGreaterThanOrEqualTo(server.Count);
        server.OpenFiles.ShouldBeGreaterThan(2);
        server.Namespace.InterfaceCount.ShouldBeGreaterThan(0);
        ProcessCounters.OfServer(int.MaxValue).ShouldBe(default);
    }

    [Test]
    public async Task A_session_that_has_outlived_its_leader_is_counted_whole()
    {
        using var leader = Process.Start(
            new ProcessStartInfo("setsid", ["sh", "-c", "sleep 60 >/dev/null & echo $! $$"])
            {
                RedirectStandardOutput = true,
                UseShellExecute = false,
            }
        )!;
        var ids = (await leader.StandardOutput.ReadToEndAsync()).Split(' ');
        await leader.WaitForExitAsync();
        using var left = Process.GetProcessById(int.Parse(ids[0], CultureInfo.InvariantCulture));
        try
        {
            var session = int.Parse(ids[1], CultureInfo.InvariantCulture);
            ProcessStat.TryRead(session).ShouldBeNull();
            var server = ProcessCounters.OfServer(session);
            server.Count.ShouldBe(1);
            server.Namespace.InterfaceCount.ShouldBeGreaterThan(0);
        }
        finally
        {
            left.Kill();
        }
    }
}
