using System.Buffers.Text;
using System.Runtime.InteropServices;
using Bench.Host.Interop;

namespace Bench.Host.Processes;

/// <summary>What <c>/proc/[pid]/stat</c> says of a process (proc(5)). Ticks are 1/100 s.</summary>
/// <param name="Pid">Process id.</param>
/// <param name="State">R, S, D, Z and so on.</param>
/// <param name="ParentPid">Its parent.</param>
/// <param name="GroupId">Its process group.</param>
/// <param name="SessionId">Its session.</param>
/// <param name="CpuTicks">User and system time of its own.</param>
/// <param name="ReapedChildrenCpuTicks">User and system time of its children that it has waited for.</param>
/// <param name="Threads">Its threads.</param>
/// <param name="StartTimeTicks">Its start, after boot.</param>
/// <param name="ResidentBytes">Resident memory, shared pages included.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ProcessStat(
    int Pid,
    char State,
    int ParentPid,
    int GroupId,
    int SessionId,
    long CpuTicks,
    long ReapedChildrenCpuTicks,
    int Threads,
    long StartTimeTicks,
    long ResidentBytes
)
{
    /// <summary>It has ended and waits only to be reaped.</summary>
    public bool IsZombie => State is 'Z' or 'X';

    /// <summary>The process with this pid now; null if there is none.</summary>
    public static ProcessStat? TryRead(int pid)
    {
        using var file = ProcFile.TryRead($"/proc/{pid}/stat");
        return file is not null && TryParse(file.Bytes, out var stat) ? stat : null;
    }

    /// <summary>All processes of this pid namespace.</summary>
    public static IEnumerable<ProcessStat> All()
    {
        foreach (var pid in Pids())
        {
            if (TryRead(pid) is { } stat)
                yield return stat;
        }
    }

    /// <summary>The ids of all processes.</summary>
    internal static IEnumerable<int> Pids()
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(folder.AsSpan("/proc/".Length), out var pid))
                yield return pid;
        }
    }

    /// <summary>Parses the one line of the file.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out ProcessStat stat)
    {
        stat = default;
        // The name in brackets may hold blanks and brackets itself: the last one closes it.
        var nameEnd = text.LastIndexOf((byte)')');
        if (nameEnd < 0 || !Utf8Parser.TryParse(text, out int pid, out _))
            return false;
        var rest = text[(nameEnd + 1)..];
        var state = ProcFields.TakeField(ref rest);
        if (state.IsEmpty)
            return false;
        var parent = (int)ProcFields.TakeNumber(ref rest);
        var group = (int)ProcFields.TakeNumber(ref rest);
        var session = (int)ProcFields.TakeNumber(ref rest);
        ProcFields.Skip(ref rest, 7);
        var own = ProcFields.TakeNumber(ref rest) + ProcFields.TakeNumber(ref rest);
        var children = ProcFields.TakeNumber(ref rest) + ProcFields.TakeNumber(ref rest);
        ProcFields.Skip(ref rest, 2);
        var threads = (int)ProcFields.TakeNumber(ref rest);
        ProcFields.Skip(ref rest, 1);
        var start = ProcFields.TakeNumber(ref rest);
        ProcFields.Skip(ref rest, 1);
        var resident = ProcFields.TakeNumber(ref rest) * Environment.SystemPageSize;
        stat = new ProcessStat(
            pid,
            (char)state[0],
            parent,
            group,
            session,
            own,
            children,
            threads,
            start,
            resident
        );
        return true;
    }
}
