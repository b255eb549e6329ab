using System.Runtime.InteropServices;
using Bench.Host.Interop;

namespace Bench.Host.Counters;

/// <summary>Memory of the host at one instant.</summary>
/// <param name="TotalBytes">Usable memory.</param>
/// <param name="AvailableBytes">The kernel's estimate of what programs could still get without swapping.</param>
/// <param name="PageCacheBytes">Cached + Buffers − Shmem: file pages that could be read again from their files.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct MemoryCounters(
    long TotalBytes,
    long AvailableBytes,
    long PageCacheBytes
)
{
    private const int BytesPerUnit = 1024;

    /// <summary>Total − available.</summary>
    public long UsedBytes => TotalBytes - AvailableBytes;

    /// <summary>Reads <c>/proc/meminfo</c>.</summary>
    /// <exception cref="HostCallException">It cannot be read.</exception>
    public static MemoryCounters Read()
    {
        using var file = ProcFile.Read("/proc/meminfo");
        return Parse(file.Bytes);
    }

    /// <summary>Parses the text of <c>/proc/meminfo</c>.</summary>
    public static MemoryCounters Parse(ReadOnlySpan<byte> text)
    {
        long total = 0,
            available = 0,
            cached = 0,
            buffers = 0,
            shared = 0;
        while (ProcFields.TryTakeLine(ref text, out var line))
        {
            var name = ProcFields.TakeField(ref line);
            if (name.SequenceEqual("MemTotal:"u8))
                total = ProcFields.TakeNumber(ref line);
            else if (name.SequenceEqual("MemAvailable:"u8))
                available = ProcFields.TakeNumber(ref line);
            else if (name.SequenceEqual("Cached:"u8))
                cached = ProcFields.TakeNumber(ref line);
            else if (name.SequenceEqual("Buffers:"u8))
                buffers = ProcFields.TakeNumber(ref line);
            else if (name.SequenceEqual("Shmem:"u8))
                shared = ProcFields.TakeNumber(ref line);
        }

        return new MemoryCounters(
            total * BytesPerUnit,
            available * BytesPerUnit,
            (cached + buffers - shared) * BytesPerUnit
        );
    }
}
