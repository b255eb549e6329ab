using System.Text;
using Bench.Model.Samples;
using FsCheck;

namespace Bench.Model.Tests.Samples;

public class SampleTableTests
{
    private static ResourceSample Row(double real, long whole) =>
        new()
        {
            Seconds = real,
            CpuBusySeconds = real / 3,
            CpuTotalSeconds = -real,
            MemoryUsedBytes = whole,
            PageCacheBytes = unchecked(whole + 1),
            NetworkReceivedBytes = unchecked(whole + 2),
            NetworkSentBytes = unchecked(whole + 3),
            DiskReadBytes = unchecked(whole + 4),
            DiskWrittenBytes = unchecked(whole + 5),
            WorkerCpuSeconds = real * 7,
        };

    [FsCheck.NUnit.Property]
    public void Every_reading_survives_exactly((NormalFloat Real, long Whole)[] rows)
    {
        var samples = rows.Select(r => Row(r.Real.Get, r.Whole)).ToList();

        SampleTable.Read(SampleTable.Write(samples)).ShouldBe(samples);
    }

    [Test]
    public void Columns_name_their_units() =>
        Encoding
            .UTF8.GetString(SampleTable.Write([Row(1.5, 10)]))
            .ShouldBe(
                "seconds,cpu_busy_seconds,cpu_total_seconds,memory_used_bytes,page_cache_bytes,network_received_bytes,"
                    + "network_sent_bytes,disk_read_bytes,disk_written_bytes,worker_cpu_seconds\n"
                    + "1.5,0.5,-1.5,10,11,12,13,14,15,10.5\n"
            );

    [FsCheck.NUnit.Property]
    public void Readings_of_a_mount_survive_exactly_also_where_some_have_none(
        (NormalFloat Real, long Whole, bool Mounted)[] rows
    )
    {
        var samples = rows.Select(r =>
                Row(r.Real.Get, r.Whole) with
                {
                    Mount = r.Mounted ? MountRow(r.Real.Get, r.Whole) : null,
                }
            )
            .ToList();

        SampleTable.Read(SampleTable.Write(samples)).ShouldBe(samples);
    }

    [Test]
    public void Columns_of_a_mount_stand_after_the_others() =>
        Encoding
            .UTF8.GetString(
                SampleTable.Write([Row(1.5, 10) with { Mount = MountRow(2, 20) }, Row(2.5, 30)])
            )
            .ShouldBe(
                SampleTable.Header
                    + ",mount_cpu_seconds,mount_resident_bytes,mount_threads,mount_open_files,"
                    + "mount_network_received_bytes,mount_network_sent_bytes\n"
                    + "1.5,0.5,-1.5,10,11,12,13,14,15,10.5,2,20,3,4,21,22\n"
                    + $"2.5,{2.5 / 3:R},-2.5,30,31,32,33,34,35,17.5,,,,,,\n"
            );

    private static MountSample MountRow(double real, long whole) =>
        new()
        {
            CpuSeconds = real,
            ResidentBytes = whole,
            Threads = 3,
            OpenFiles = 4,
            NetworkReceivedBytes = unchecked(whole + 1),
            NetworkSentBytes = unchecked(whole + 2),
        };

    [Test]
    public void A_table_with_another_header_or_a_cut_row_is_refused()
    {
        var good = Encoding.UTF8.GetString(SampleTable.Write([Row(1.5, 10), Row(2.5, 20)]));

        Should.Throw<FormatException>(() => SampleTable.Read([])).Message.ShouldContain("line 1");
        Should
            .Throw<FormatException>(() => SampleTable.Read("a,b\n1,2\n"u8))
            .Message.ShouldContain("line 1");
        Should
            .Throw<FormatException>(() => SampleTable.Read(Encoding.UTF8.GetBytes(good[..^20])))
            .Message.ShouldContain("line 3");
        Should.Throw<FormatException>(() =>
            SampleTable.Read(
                Encoding.UTF8.GetBytes(good.Replace("10,11", "x,11", StringComparison.Ordinal))
            )
        );
    }
}
