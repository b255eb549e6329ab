using System.Collections.Frozen;
using System.Globalization;

namespace Bench.Fio.JobFiles;

/// <summary>
/// Jobs that wait before they begin: <c>exec_prerun</c> is run by each process of fio once all else is done, files,
/// engine and buffers included, and before its clock starts.
/// </summary>
public static class HeldJobs
{
    private const string Option = "exec_prerun";

    /// <summary>Most processes of a job file that are held.</summary>
    private const int Most = 1024;

    /// <summary>
    /// With these, jobs do not all wait at once, or count their time from before they wait; <c>include</c> may hold any.
    /// </summary>
    private static readonly FrozenSet<string> s_hindrances = new[]
    {
        Option,
        "new_group",
        "startdelay",
        "start_delay",
        "stonewall",
        "wait_for",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>How many processes would wait; null where the job file cannot be held.</summary>
    public static int? CountIn(JobFile file)
    {
        if (
            file.Options.Any(line => s_hindrances.Contains(line.Key))
            || file.Lines.Any(line =>
                line.Text.TrimStart().StartsWith("include ", StringComparison.Ordinal)
            )
            || !file.JobNames.All(IsPlain)
        )
        {
            return null;
        }
        var counts = file.EffectiveJobs().Select(job => ProcessesOf(job.Options)).ToList();
        return counts.Contains(null) || counts.Sum() is not (> 0 and <= Most and var sum)
            ? null
            : sum;
    }

    /// <summary>The job file with all its jobs held.</summary>
    /// <param name="command">For a shell: a job begins when it ends, and fails where it does.</param>
    public static JobFile AddTo(JobFile file, string command) =>
        file.WithGlobalOption(Option, command);

    /// <summary>fio puts the name into a shell's command as the name of a file.</summary>
    private static bool IsPlain(string name) =>
        name.Length > 0
        && name[0] != '-'
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or ',' or '+');

    private static int? ProcessesOf(IReadOnlyDictionary<string, string> options) =>
        !options.TryGetValue("numjobs", out var text) ? 1
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number is > 0 and <= Most
            ? number
        : null;
}
