using System.Globalization;
using System.Text;

namespace Bench.Model.Samples;

/// <summary>The codec of <c>samples.csv</c>: a header with units, then one row a reading, first and last at the ends of the measure phase.</summary>
public static class SampleTable
{
    public const string Header =
        "seconds,cpu_busy_seconds,cpu_total_seconds,memory_used_bytes,page_cache_bytes,network_received_bytes,"
        + "network_sent_bytes,disk_read_bytes,disk_written_bytes,worker_cpu_seconds";

    /// <summary>Columns that stand after the others where something is mounted; empty in a row without its server.</summary>
    public const string MountHeader =
        ",mount_cpu_seconds,mount_resident_bytes,mount_threads,mount_open_files,"
        + "mount_network_received_bytes,mount_network_sent_bytes";

    private const int Columns = 10;
    private const int MountColumns = 6;

    public static byte[] Write(IReadOnlyList<ResourceSample> samples)
    {
        var isMounted = samples.Any(sample => sample.Mount is not null);
        var text = new StringBuilder(isMounted ? Header + MountHeader : Header).Append('\n');
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
                $"{s.DiskReadBytes},{s.DiskWrittenBytes},{s.WorkerCpuSeconds:R}"
            );
            if (isMounted)
            {
                AppendMount(text, s.Mount);
            }
            text.Append('\n');
        }
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <exception cref="FormatException">Not such a table; the message names the line.</exception>
    public static IReadOnlyList<ResourceSample> Read(ReadOnlySpan<byte> utf8)
    {
        var lines = Encoding
            .UTF8.GetString(utf8)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var columns = ColumnsOf(lines.Length == 0 ? "" : lines[0]);
        var samples = new List<ResourceSample>(lines.Length - 1);
        for (var i = 1; i < lines.Length; i++)
        {
            var cells = lines[i].Split(',');
            if (cells.Length != columns)
            {
                throw new FormatException(
                    $"samples.csv: line {i + 1} has {cells.Length} columns where {columns} are expected"
                );
            }
            samples.Add(Row(cells));
        }
        return samples;
    }

    private static void AppendMount(StringBuilder text, MountSample? mount)
    {
        if (mount is null)
        {
            text.Append(',', MountColumns);
            return;
        }
        text.Append(
            CultureInfo.InvariantCulture,
            $",{mount.CpuSeconds:R},{mount.ResidentBytes},{mount.Threads},{mount.OpenFiles},"
        );
        text.Append(
            CultureInfo.InvariantCulture,
            $"{mount.NetworkReceivedBytes},{mount.NetworkSentBytes}"
        );
    }

    private static int ColumnsOf(string header) =>
        header switch
        {
            Header => Columns,
            Header + MountHeader => Columns + MountColumns,
            _ => throw new FormatException("samples.csv: line 1 is not the expected header"),
        };

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
            Mount = cells.Length > Columns && cells[Columns].Length > 0 ? Mount(cells) : null,
        };

    private static MountSample Mount(string[] cells) =>
        new()
        {
            CpuSeconds = Real(cells[10]),
            ResidentBytes = Whole(cells[11]),
            Threads = (int)Whole(cells[12]),
            OpenFiles = (int)Whole(cells[13]),
            NetworkReceivedBytes = Whole(cells[14]),
            NetworkSentBytes = Whole(cells[15]),
        };

    private static double Real(string cell) =>
        double.Parse(cell, NumberStyles.Float, CultureInfo.InvariantCulture);

    private static long Whole(string cell) =>
        long.Parse(cell, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
}
