using System.Globalization;

namespace Bench.Host.Processes;

/// <summary>
/// Names one start of one program, in the environment of it and of all that it starts. Programs such as fio put
/// the jobs that they fork into sessions of their own, where signals to the group do not reach them.
/// </summary>
internal static class StartMark
{
    public const string Variable = "BENCH_PROCESS";

    private static readonly string Prefix = MakePrefix();
    private static long _count;

    /// <summary>A new mark. It begins with this process's own, so that who started this process finds all below it.</summary>
    public static string Next() =>
        Prefix + Interlocked.Increment(ref _count).ToString(CultureInfo.InvariantCulture);

    /// <summary>Is it the mark, or that of something further below?</summary>
    public static bool Covers(string mark, string value) =>
        value.StartsWith(mark, StringComparison.Ordinal)
        && (value.Length == mark.Length || value[mark.Length] == '/');

    private static string MakePrefix()
    {
        var own = Environment.GetEnvironmentVariable(Variable);
        var above = string.IsNullOrEmpty(own) ? "" : own + "/";
        return $"{above}{ProcessIdentity.Current}.";
    }
}
