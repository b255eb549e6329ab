using System.Globalization;
using System.Text;

namespace Bench.EndToEnd.Tests.Harness;

/// <summary>A process of this host, as /proc shows it.</summary>
internal sealed record HostProcess(
    int Pid,
    int ParentPid,
    IReadOnlyList<string> Arguments,
    IReadOnlyDictionary<string, string> Environment
)
{
    /// <summary>The mark that the program gives to the children of its workers.</summary>
    public string? Owner => Environment.GetValueOrDefault("BENCH_OWNER");

    public bool IsWorkerOf(string vm) =>
        Owner is null
        && Arguments.Contains("worker")
        && Arguments.Zip(Arguments.Skip(1)).Contains(("--vm", vm));

    public bool IsFio => Arguments is [var program, ..] && Path.GetFileName(program) == "fio";

    /// <summary>A fio run that measures, not one that only lays files out.</summary>
    public bool Measures => IsFio && Arguments.Any(a => Path.GetFileName(a) == "job.fio");

    public bool LaysOut => IsFio && Arguments.Any(a => Path.GetFileName(a) == "layout.fio");

    public override string ToString() => $"{Pid}: {string.Join(' ', Arguments)} [{Owner}]";
}

/// <summary>Reads /proc. Zombies have no environment, so they are never among what is found.</summary>
internal static class HostProcesses
{
    /// <summary>All processes whose environment has this variable with this value.</summary>
    public static IReadOnlyList<HostProcess> With(string variable, string value)
    {
        var mark = Encoding.UTF8.GetBytes($"{variable}={value}\0");
        var found = new List<HostProcess>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (
                int.TryParse(
                    Path.GetFileName(folder),
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out var pid
                ) && Read(folder, pid, mark) is { } process
            )
            {
                found.Add(process);
            }
        }
        return [.. found.Where(process => !IsUnborn(process, found))];
    }

    /// <summary>
    /// Between fork and exec a child of the program looks like another worker or coordinator; it will be a fio, and
    /// killing it would be killing that.
    /// </summary>
    private static bool IsUnborn(HostProcess process, List<HostProcess> all) =>
        process.Owner is null
        && all.Exists(other =>
            other.Pid == process.ParentPid && other.Arguments.SequenceEqual(process.Arguments)
        );

    private static HostProcess? Read(string folder, int pid, byte[] mark)
    {
        try
        {
            var environment = File.ReadAllBytes(Path.Combine(folder, "environ"));
            if (environment.AsSpan().IndexOf(mark) < 0)
            {
                return null;
            }
            return new HostProcess(
                pid,
                ParentOf(File.ReadAllText(Path.Combine(folder, "stat"))),
                Strings(File.ReadAllBytes(Path.Combine(folder, "cmdline"))),
                Strings(environment)
                    .Select(line => line.Split('=', 2))
                    .Where(pair => pair.Length == 2)
                    .DistinctBy(pair => pair[0])
                    .ToDictionary(pair => pair[0], pair => pair[1])
            );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It ended while it was looked at, or is another user's.
            return null;
        }
    }

    /// <summary>The fourth field; the second one, in brackets, may hold anything.</summary>
    private static int ParentOf(string stat) =>
        int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);

    private static string[] Strings(byte[] zeroTerminated) =>
        Encoding.UTF8.GetString(zeroTerminated).Split('\0', StringSplitOptions.RemoveEmptyEntries);
}
