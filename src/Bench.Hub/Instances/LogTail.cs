namespace Bench.Hub.Instances;

/// <summary>The end of an instance's log, as messages carry it.</summary>
internal static class LogTail
{
    private const int Lines = 5;

    /// <summary>Empty for a log that is empty.</summary>
    public static string Words(string tail)
    {
        var lines = tail.Split(
            '\n',
            StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
        );
        return lines.Length == 0
            ? ""
            : $"; its log ends: {string.Join(" | ", lines.TakeLast(Lines))}";
    }
}
