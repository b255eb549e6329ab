using Bench.Planning.Problems;

namespace Bench.Cli.Output;

/// <summary>Tells all problems at once; of very many the first ones and their number.</summary>
internal static class ProblemText
{
    private const int MostShown = 50;

    public static void Write(TextWriter output, IReadOnlyList<Problem> problems)
    {
        foreach (var severity in new[] { ProblemSeverity.Error, ProblemSeverity.Warning })
        {
            var own = problems.Where(problem => problem.Severity == severity).ToList();
            foreach (var problem in own.Take(MostShown))
            {
                output.WriteLine(problem);
            }
            if (own.Count > MostShown)
            {
                output.WriteLine($"… and {own.Count - MostShown} more of these");
            }
        }
        var errors = problems.Count(problem => problem.Severity == ProblemSeverity.Error);
        if (errors > 0)
        {
            output.WriteLine(
                $"bench: {errors} {(errors == 1 ? "error" : "errors")}; nothing was started"
            );
        }
    }
}
