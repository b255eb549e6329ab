using System.Collections.Frozen;
using System.Globalization;
using Bench.Fio.JobFiles;

namespace Bench.Fio.Logs;

/// <summary>
/// The bandwidth logs that Bench asks fio for where several VMs measure at once: one file a job, one entry each
/// <see cref="Interval"/>, its time on the host's monotonic clock, which is the clock that a worker reads too and which
/// nobody sets.
/// </summary>
public static class BandwidthLogs
{
    /// <summary>Short beside any measurement worth comparing, and long beside the cost of looking at each job.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// How far the time of an entry may lie before the true one: fio adds two numbers of milliseconds, each rounded down.
    /// </summary>
    public static readonly TimeSpan TimeRounding = TimeSpan.FromMilliseconds(2);

    /// <summary>fio looks at a job up to this much before its interval is over.</summary>
    public static readonly TimeSpan IntervalSlack = TimeSpan.FromMilliseconds(1);

    /// <summary>Number of <c>CLOCK_MONOTONIC</c> on Linux.</summary>
    private const int MonotonicClock = 1;

    private const string OwnLog =
        "the bandwidth log is Bench's own: the common window of the VMs is computed from it";

    private static readonly FrozenSet<string> s_owned = new[]
    {
        "write_bw_log",
        "bwavgtime",
        "log_avg_msec",
        "log_max_value",
        "log_window_value",
        "log_store_compressed",
        "log_unix_epoch",
        "log_alternate_epoch",
        "log_alternate_epoch_clock_id",
        "per_job_logs",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The job file with the logs added; a job's own setting of these options would still win.</summary>
    /// <param name="prefix">Path of the files without their endings, such as <c>/tmp/i1/fio</c>.</param>
    public static JobFile AddTo(JobFile file, string prefix)
    {
        (string Name, string Value)[] options =
        [
            ("log_alternate_epoch_clock_id", Number(MonotonicClock)),
            ("log_alternate_epoch", "1"),
            ("per_job_logs", "1"),
            ("log_avg_msec", Number((int)Interval.TotalMilliseconds)),
            ("write_bw_log", prefix),
        ];
        return options.Aggregate(
            file,
            (with, option) => with.WithGlobalOption(option.Name, option.Value)
        );
    }

    /// <summary>
    /// The files that fio wrote, one a job, in the order of the jobs' numbers; none where there is no such folder.
    /// </summary>
    public static IReadOnlyList<string> FilesOf(string prefix) =>
        !Directory.Exists(Path.GetDirectoryName(prefix))
            ? []
            :
            [
                .. Directory
                    .GetFiles(
                        Path.GetDirectoryName(prefix)!,
                        $"{Path.GetFileName(prefix)}_bw.*.log"
                    )
                    .OrderBy(path => path.Length)
                    .ThenBy(path => path, StringComparer.Ordinal),
            ];

    /// <summary>Lines of a job file that would take the logs away or change what they say.</summary>
    public static IEnumerable<RefusedOption> CollisionsIn(JobFile file) =>
        from line in file.Options
        where s_owned.Contains(line.Key)
        select new RefusedOption(line.Number, line.Key, OwnLog);

    /// <summary>
    /// The sections that begin another group of jobs than the first: groups run one after the other and are never summed,
    /// so that there is no one window for them.
    /// </summary>
    public static IEnumerable<RefusedOption> FurtherGroupsIn(JobFile file)
    {
        var first = file.JobNames.Take(2).ToList();
        return from line in file.Options
            where line.Key is "stonewall" or "new_group" && line.Value is not "0"
            where line.InGlobal ? first.Count > 1 : !IsFirstJob(file, line)
            select new RefusedOption(
                line.Number,
                line.Key,
                "it begins another group of jobs, and VMs have a common window for one group only"
            )
            {
                Remedy = "write a job file for each group",
            };
    }

    private static bool IsFirstJob(JobFile file, JobLine line) =>
        file.Lines.TakeWhile(l => l.Number < line.Number)
            .Count(l => l.Kind == JobLineKind.Section && !l.InGlobal) == 1;

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
