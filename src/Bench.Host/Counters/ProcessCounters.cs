using System.Runtime.InteropServices;
using Bench.Host.Processes;

namespace Bench.Host.Counters;

/// <summary>Processor time and memory of some processes at one instant.</summary>
/// <param name="Count">Processes found that have not ended.</param>
/// <param name="CpuTicks">
/// Their user and system time and that of children they have waited for, in ticks of 1/100 s. The sum falls when a
/// process ends that none of the others waits for.
/// </param>
/// <param name="ResidentBytes">Their resident memory; pages that several share count for each.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ProcessCounters(int Count, long CpuTicks, long ResidentBytes)
{
    /// <summary>Their threads.</summary>
    public int Threads { get; init; }

    /// <summary>Their open descriptors, sockets included; only <see cref="OfServer"/> counts them.</summary>
    public int OpenFiles { get; init; }

    /// <summary>
    /// Bytes of all interfaces, the loopback included, of the network namespace of the first of them; only <see
    /// cref="OfServer"/> reads them. The kernel has no such counter of a process: in the host's namespace these are
    /// the host's bytes.
    /// </summary>
    public NetworkCounters Namespace { get; init; }

    /// <summary>This process, without its children: what Bench itself costs.</summary>
    public static ProcessCounters OfSelf() =>
        ProcessStat.TryRead(Environment.ProcessId) is { } self
            ? new ProcessCounters(1, self.CpuTicks, self.ResidentBytes)
            : default;

    /// <summary>The processes with these ids, those that exist.</summary>
    public static ProcessCounters Of(IEnumerable<int> pids) =>
        Sum(pids.Select(ProcessStat.TryRead).OfType<ProcessStat>());

    /// <summary>The processes of a group.</summary>
    public static ProcessCounters OfGroup(int groupId) =>
        Sum(ProcessStat.All().Where(process => process.GroupId == groupId));

    /// <summary>The processes of a session.</summary>
    public static ProcessCounters OfSession(int sessionId) =>
        Sum(ProcessStat.All().Where(process => process.SessionId == sessionId));

    /// <summary>The processes of a session, with all that is counted.</summary>
    /// <param name="sessionId">The id of the session, which is that of its leader.</param>
    public static ProcessCounters OfServer(int sessionId)
    {
        var members = ProcessStat.All().Where(process => process.SessionId == sessionId).ToList();
        return Sum(members) with
        {
            OpenFiles = members.Sum(process => OpenFilesOf(process.Pid)),
            // Not the leader's: a session outlives its leader.
            Namespace = NetworkCounters.OfNamespace(
                members.FirstOrDefault(process => !process.IsZombie).Pid
            ),
        };
    }

    /// <summary>
    /// A process with all its descendants, whatever their groups: right for fio, whose jobs have sessions of their
    /// own.
    /// </summary>
    public static ProcessCounters OfTree(int rootPid)
    {
        var all = ProcessStat.All().ToList();
        var children = all.ToLookup(process => process.ParentPid);
        var tree = all.Where(process => process.Pid == rootPid).ToList();
        for (var i = 0; i < tree.Count; i++)
            tree.AddRange(children[tree[i].Pid].Where(child => !tree.Contains(child)));
        return Sum(tree);
    }

    private static ProcessCounters Sum(IEnumerable<ProcessStat> processes) =>
        processes.Aggregate(
            default(ProcessCounters),
            (sum, process) =>
                new ProcessCounters(
                    sum.Count + (process.IsZombie ? 0 : 1),
                    sum.CpuTicks + process.CpuTicks + process.ReapedChildrenCpuTicks,
                    sum.ResidentBytes + process.ResidentBytes
                )
                {
                    Threads = sum.Threads + process.Threads,
                }
        );

    private static int OpenFilesOf(int pid)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries($"/proc/{pid}/fd").Count();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has just ended, or is another user's.
            return 0;
        }
    }
}
