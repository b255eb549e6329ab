using System.Runtime.InteropServices;
using System.Text;
using Bench.Host.Interop;

namespace Bench.Host.Counters;

/// <summary>
/// Bytes to and from whole physical block devices since boot. Partitions, device-mapper and RAID devices are left
/// out, since their traffic counts again on what they lie on; so are loop and memory devices.
/// </summary>
/// <param name="ReadBytes">Read.</param>
/// <param name="WrittenBytes">Written.</param>
/// <param name="DeviceCount">Devices counted.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct DiskCounters(long ReadBytes, long WrittenBytes, int DeviceCount)
{
    /// <summary>The unit of diskstats, whatever the device's own sector size.</summary>
    private const int SectorBytes = 512;

    /// <summary>Reads <c>/proc/diskstats</c>.</summary>
    /// <exception cref="HostCallException">It cannot be read.</exception>
    public static DiskCounters Read()
    {
        using var file = ProcFile.Read("/proc/diskstats");
        return Parse(file.Bytes, CountedDevices.IsWholeDisk);
    }

    /// <summary>Parses the text of <c>/proc/diskstats</c>.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="isWholeDisk">Is the device of this name a whole physical one?</param>
    public static DiskCounters Parse(
        ReadOnlySpan<byte> text,
        Func<ReadOnlySpan<char>, bool> isWholeDisk
    )
    {
        var sum = default(DiskCounters);
        Span<char> name = stackalloc char[64];
        while (ProcFields.TryTakeLine(ref text, out var line))
        {
            ProcFields.Skip(ref line, 2);
            var bytes = ProcFields.TakeField(ref line);
            if (bytes.IsEmpty || bytes.Length > name.Length)
                continue;
            if (!isWholeDisk(name[..Encoding.ASCII.GetChars(bytes, name)]))
                continue;
            ProcFields.Skip(ref line, 2);
            var readSectors = ProcFields.TakeNumber(ref line);
            ProcFields.Skip(ref line, 3);
            var writtenSectors = ProcFields.TakeNumber(ref line);
            sum = new DiskCounters(
                sum.ReadBytes + (readSectors * SectorBytes),
                sum.WrittenBytes + (writtenSectors * SectorBytes),
                sum.DeviceCount + 1
            );
        }

        return sum;
    }
}
