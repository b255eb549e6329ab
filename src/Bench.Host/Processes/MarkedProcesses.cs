using System.Text;
using Bench.Host.Interop;

namespace Bench.Host.Processes;

/// <summary>Finds processes by a variable in their environment, which all that they start inherits.</summary>
internal static class MarkedProcesses
{
    /// <summary>Living processes, without this one, that have the variable, with its value.</summary>
    public static IEnumerable<(ProcessIdentity Identity, string Value)> With(string variable)
    {
        var name = Encoding.ASCII.GetBytes($"{variable}=");
        var empty = new List<int>();
        foreach (var found in Among(ProcessStat.Pids(), name, empty))
            yield return found;
        // Of a process that is becoming another program nothing is to be seen for a moment.
        foreach (var found in Among(empty, name, empty: null))
            yield return found;
    }

    /// <param name="empty">Gets those of which nothing is to be seen.</param>
    private static IEnumerable<(ProcessIdentity Identity, string Value)> Among(
        IEnumerable<int> pids,
        byte[] name,
        List<int>? empty
    )
    {
        foreach (var pid in pids)
        {
            if (pid == Environment.ProcessId)
                continue;
            // The identity comes first: if the pid changes hands in between, signalling it finds nobody.
            if (
                ProcessIdentity.Of(pid) is { } identity
                && ValueOf(pid, name, empty) is { } value
                && identity.IsAlive
            )
                yield return (identity, value);
        }
    }

    private static string? ValueOf(int pid, byte[] name, List<int>? empty)
    {
        using var file = ProcFile.TryRead($"/proc/{pid}/environ");
        if (file is null)
            return null;
        var rest = file.Bytes;
        if (rest.IsEmpty)
            empty?.Add(pid);
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOf((byte)0);
            var entry = end < 0 ? rest : rest[..end];
            if (entry.StartsWith(name))
                return Encoding.UTF8.GetString(entry[name.Length..]);
            rest = end < 0 ? default : rest[(end + 1)..];
        }

        return null;
    }
}
