using System.Runtime.InteropServices;
using Bench.Host.Interop;

namespace Bench.Host.Counters;

/// <summary>Processor time of the whole host since boot, summed over processors, in ticks of 1/100 s.</summary>
/// <param name="BusyTicks">User, nice, system and interrupt time (guests are part of user time).</param>
/// <param name="IdleTicks">Idle time and time waiting for I/O.</param>
/// <param name="StolenTicks">Time that the hypervisor gave to others.</param>
/// <param name="CpuCount">Processors online.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct CpuCounters(
    long BusyTicks,
    long IdleTicks,
    long StolenTicks,
    int CpuCount
)
{
    /// <summary>USER_HZ: fixed at 100 on x86-64.</summary>
    public const int TicksPerSecond = 100;

    /// <summary>Reads <c>/proc/stat</c>.</summary>
    /// <exception cref="HostCallException">It cannot be read.</exception>
    public static CpuCounters Read()
    {
        using var file = ProcFile.Read("/proc/stat");
        return Parse(file.Bytes);
    }

    /// <summary>Parses the text of <c>/proc/stat</c>.</summary>
    public static CpuCounters Parse(ReadOnlySpan<byte> text)
    {
        var all = default(CpuCounters);
        var count = 0;
        while (ProcFields.TryTakeLine(ref text, out var line) && line.StartsWith("cpu"u8))
        {
            if (ProcFields.TakeField(ref line).Length == 3)
                all = ParseTimes(line);
            else
                count++;
        }

        return all with
        {
            CpuCount = count,
        };
    }

    private static CpuCounters ParseTimes(ReadOnlySpan<byte> line)
    {
        var user = ProcFields.TakeNumber(ref line);
        var nice = ProcFields.TakeNumber(ref line);
        var system = ProcFields.TakeNumber(ref line);
        var idle = ProcFields.TakeNumber(ref line);
        var ioWait = ProcFields.TakeNumber(ref line);
        var hardInterrupts = ProcFields.TakeNumber(ref line);
        var softInterrupts = ProcFields.TakeNumber(ref line);
        var stolen = ProcFields.TakeNumber(ref line);
        return new CpuCounters(
            user + nice + system + hardInterrupts + softInterrupts,
            idle + ioWait,
            stolen,
            CpuCount: 0
        );
    }
}
