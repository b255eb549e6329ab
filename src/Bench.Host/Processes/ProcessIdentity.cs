using System.Globalization;
using System.Runtime.InteropServices;

namespace Bench.Host.Processes;

/// <summary>One process and no later one with the same pid (within one boot of the host).</summary>
/// <param name="Pid">Process id.</param>
/// <param name="StartTimeTicks">Field 22 of <c>/proc/[pid]/stat</c>.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ProcessIdentity(int Pid, long StartTimeTicks)
{
    /// <summary>This process.</summary>
    public static ProcessIdentity Current =>
        Of(Environment.ProcessId)
        ?? throw new InvalidOperationException("/proc does not show this process");

    /// <summary>It exists and has not ended.</summary>
    public bool IsAlive =>
        ProcessStat.TryRead(Pid) is { IsZombie: false } stat
        && stat.StartTimeTicks == StartTimeTicks;

    /// <summary>The process that has this pid now; null if there is none.</summary>
    public static ProcessIdentity? Of(int pid) =>
        ProcessStat.TryRead(pid) is { } stat ? new(pid, stat.StartTimeTicks) : null;

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Pid}@{StartTimeTicks}");
}
