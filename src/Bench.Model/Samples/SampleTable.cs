using System.Globalization;
using System.Text;

namespace Bench.Model.Samples;

/// <summary>The codec of <c>samples.csv</c>: a header with units, then one row a reading, first and last at the ends of the measure phase.</summary>
public static class SampleTable
{
    public const string Header =
        "seconds,cpu_busy_seconds,cpu_total_seconds,memory_used_bytes,page_cache_bytes,network_received_bytes,"
        + "network_sent_bytes,disk_read_bytes,disk_written_bytes,worker_cpu_seconds";

    private const int Columns = 10;

    public static byte[] Write(IReadOnlyList<ResourceSample> samples)
    {
        var text = new StringBuilder(Header).Append('\n');
        foreach (var s in samples)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"{s.Seconds:R},{s.CpuBusySeconds:R},{s.CpuTotalSeconds:R},{s.MemoryUsedBytes},{s.PageCacheBytes},"
            );
            text.Append(
                CultureInfo.InvariantCulture,
                $"{s.NetworkReceivedBytes},{s.NetworkSentBytes},"
            );
            text.Append(
                CultureInfo.InvariantCulture,
                $"{s.DiskReadBytes},{s.DiskWrittenBytes},{s.WorkerCpuSeconds:R}\n"
            );
        }
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <exception cref="FormatException">Not such a table; the message names the line.</exception>
    public static IReadOnlyList<ResourceSample> Read(ReadOnlySpan<byte> utf8)
    {
        var lines = Encoding
            .UTF8.GetString(utf8)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length == 0 || !string.Equals(lines[0], Header, StringComparison.Ordinal))
        {
            throw new FormatException("samples.csv: line 1 is not the expected header");
        }
        var samples = new List<ResourceSample>(lines.Length - 1);
        for (var i = 1; i < lines.Length; i++)
        {
            var cells = lines[i].Split(',');
            if (cells.Length != Columns)
            {
                throw new FormatException(
                    $"samples.csv: line {i + 1} has {cells.Length} columns where {Columns} are expected"
                );
            }
            samples.Add(Row(cells));
        }
        return samples;
    }

    private static ResourceSample Row(string[] cells) =>
        new()
        {
            Seconds = Real(cells[0]),
            CpuBusySeconds = Real(cells[1]),
            CpuTotalSeconds = Real(cells[2]),
            MemoryUsedBytes = Whole(cells[3]),
            PageCacheBytes = Whole(cells[4]),
            NetworkReceivedBytes = Whole(cells[5]),
            NetworkSentBytes = Whole(cells[6]),
            DiskReadBytes = Whole(cells[7]),
            DiskWrittenBytes = Whole(cells[8]),
            WorkerCpuSeconds = Real(cells[9]),
        };

    private static double Real(string cell) =>
        double.Parse(cell, NumberStyles.Float, CultureInfo.InvariantCulture);

    private static long Whole(string cell) =>
        long.Parse(cell, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
}
