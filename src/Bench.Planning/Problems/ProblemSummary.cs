using System.Globalization;

namespace Bench.Planning.Problems;

/// <summary>Many problems as lines for people. All are counted, only so many are shown.</summary>
public static class ProblemSummary
{
    public const int DefaultShown = 50;

    public static bool HasErrors(IEnumerable<Problem> problems) =>
        problems.Any(p => p.Severity == ProblemSeverity.Error);

    /// <summary>Errors before warnings, at most <paramref name="shown"/> of them, then what was left out, then the count.</summary>
    public static IReadOnlyList<string> Lines(
        IReadOnlyList<Problem> problems,
        int shown = DefaultShown
    )
    {
        var lines = problems
            .OrderBy(p => p.Severity)
            .Take(shown)
            .Select(p => p.ToString())
            .ToList();
        if (problems.Count > lines.Count)
        {
            lines.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"… and {problems.Count - lines.Count:N0} more"
                )
            );
        }
        if (problems.Count > 0)
        {
            lines.Add(Count(problems));
        }
        return lines;
    }

    private static string Count(IReadOnlyList<Problem> problems)
    {
        var errors = problems.Count(p => p.Severity == ProblemSeverity.Error);
        var warnings = problems.Count - errors;
        return (errors, warnings) switch
        {
            (_, 0) => Words(errors, "error"),
            (0, _) => Words(warnings, "warning"),
            _ => $"{Words(errors, "error")}, {Words(warnings, "warning")}",
        };
    }

    private static string Words(int count, string word) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {word}{(count == 1 ? "" : "s")}");
}
