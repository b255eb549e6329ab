using System.Buffers.Text;

namespace Bench.Fio.Logs;

/// <summary>
/// Reads what fio writes for <c>write_bw_log</c>: one entry a line, its columns parted by a comma and a blank. The first
/// three are time, value and direction; block size, offset and priority follow and are not read, as they say nothing in
/// a log of averages, and other versions of fio add columns there.
/// </summary>
public static class BandwidthLogParser
{
    private const byte Separator = (byte)',';
    private const int LeastColumns = 4;

    /// <summary>The entries in the order of the file; none for an empty one.</summary>
    /// <exception cref="BandwidthLogException">A line is no entry, or its time is before that of the line above.</exception>
    public static IReadOnlyList<BandwidthEntry> Parse(ReadOnlySpan<byte> log)
    {
        var entries = new List<BandwidthEntry>();
        var number = 0;
        while (!log.IsEmpty)
        {
            number++;
            var end = log.IndexOf((byte)'\n');
            if (end < 0)
            {
                throw new BandwidthLogException(number, "breaks off");
            }
            var entry = Entry(log[..end].TrimEnd((byte)'\r'), number);
            if (entries.Count > 0 && entry.TimeMilliseconds < entries[^1].TimeMilliseconds)
            {
                throw new BandwidthLogException(number, "is earlier than the one above it");
            }
            entries.Add(entry);
            log = log[(end + 1)..];
        }
        return entries;
    }

    private static BandwidthEntry Entry(ReadOnlySpan<byte> line, int number)
    {
        if (line.Count(Separator) < LeastColumns - 1)
        {
            throw new BandwidthLogException(number, $"has fewer than {LeastColumns} columns");
        }
        var time = Column(ref line, number, "time");
        var value = Column(ref line, number, "value");
        var direction = Column(ref line, number, "direction");
        return direction <= (int)LogDirection.Trim
            ? new BandwidthEntry(time, value, (LogDirection)direction)
            : throw new BandwidthLogException(number, $"has the unknown direction {direction}");
    }

    private static long Column(ref ReadOnlySpan<byte> line, int number, string name)
    {
        var end = line.IndexOf(Separator);
        var text = line[..end].Trim((byte)' ');
        line = line[(end + 1)..];
        return
            Utf8Parser.TryParse(text, out long value, out var read)
            && read == text.Length
            && value >= 0
            ? value
            : throw new BandwidthLogException(
                number,
                $"has no {name} that is a whole number from 0"
            );
    }
}
