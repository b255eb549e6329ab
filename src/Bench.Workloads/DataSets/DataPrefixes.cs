using Bench.Model.Runs;

namespace Bench.Workloads.DataSets;

/// <summary>Where Bench keeps data below the test data, as prefixes without a slash at their end.</summary>
public static class DataPrefixes
{
    /// <summary>Read sets that all runs share.</summary>
    public const string Shared = "bench-data";

    /// <summary>What iterations write, by run and VM.</summary>
    public const string Written = "bench-write";

    /// <summary>
    /// Of the read sets of a run: what the user named, else the shared ones; those that are deleted after the run have
    /// a prefix of its own, because other runs may be reading the shared ones.
    /// </summary>
    /// <param name="run">The run's owner name.</param>
    public static string ReadSets(RunOptions options, string run) =>
        options.DataPrefix ?? (options.CleanUpData ? $"{Shared}/run-{run}" : Shared);

    /// <summary>The prefixes that are deleted once the run is sealed.</summary>
    public static IReadOnlyList<string> ToDelete(RunOptions options, string run) =>
        options.CleanUpData ? [$"{Written}/{run}", ReadSets(options, run)] : [$"{Written}/{run}"];

    /// <summary>What is wrong with a prefix that a user names; null when nothing is.</summary>
    public static string? FlawOf(string prefix)
    {
        if (prefix.Length == 0 || prefix.Any(char.IsControl))
        {
            return "is empty or holds a control character";
        }
        if (prefix.Split('/').Any(part => part is "" or "." or ".."))
        {
            return "begins or ends with a slash, or has a part that is empty, '.' or '..'";
        }
        return prefix.Split('/')[0] == Written ? "is where iterations write" : null;
    }
}
