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
