using System.Globalization;

namespace Bench.Fio.Output;

/// <summary>What is missing in an output that fio itself calls a success.</summary>
public static class FioGaps
{
    /// <summary>
    /// Why the result does not count although no job has an error: errors that were ignored, a group without any I/O, or
    /// I/O without a histogram of its completion latencies. Null where nothing is missing.
    /// </summary>
    public static string? In(FioResult result) =>
        result
            .Jobs.GroupBy(job => job.GroupId)
            .OrderBy(group => group.Key)
            .Select(group => In(group.Key, [.. group]))
            .FirstOrDefault(gap => gap is not null);

    private static string? In(int group, IReadOnlyList<FioJob> jobs)
    {
        if (jobs.FirstOrDefault(job => job.IgnoredErrors > 0) is { } lenient)
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"job '{lenient.Name}' went on after {lenient.IgnoredErrors} errors"
            );
        }
        if (jobs.All(job => !Directions(job).Any()))
        {
            var names = string.Join(
                ", ",
                jobs.Select(job => $"'{job.Name}'").Distinct(StringComparer.Ordinal)
            );
            return string.Create(
                CultureInfo.InvariantCulture,
                $"group {group} ({names}) did no I/O at all"
            );
        }
        var blind = jobs.FirstOrDefault(job =>
            Directions(job).Any(direction => direction.Clat.Bins.Values.Length == 0)
        );
        return blind is null ? null : $"job '{blind.Name}' did I/O but has no latency bins";
    }

    private static IEnumerable<FioDirection> Directions(FioJob job) =>
        new[] { job.Read, job.Write, job.Trim, job.Mixed }.OfType<FioDirection>();
}
