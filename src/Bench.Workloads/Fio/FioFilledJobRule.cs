using Bench.Fio.Placeholders;
using Bench.Model.Runs;
using Bench.Planning.Inputs;
using Bench.Planning.Problems;
using Bench.Planning.Validators;

namespace Bench.Workloads.Fio;

/// <summary>
/// A value of a further column can make a refused line of a harmless one (<c>ioengine=${ENGINE}</c>), which shows only
/// when the job file is filled. Values of fio's own columns cannot: they are sizes, counts and modes.
/// </summary>
internal sealed class FioFilledJobRule : IPlanRule
{
    private const string AnyFolder = "/bench-data-folder";

    public string Name => "fio-filled-job";

    public IEnumerable<Problem> Check(PlanDraft draft)
    {
        if (draft.JobFile.IsNone || draft.JobFile.Decode().Text is not { } text)
        {
            yield break;
        }
        var template = JobTemplate.Parse(text, draft.JobFile.Name);
        var further = template
            .Placeholders.Select(placeholder => placeholder.Column)
            .Where(column => !IsFiosOwn(column))
            .Distinct(StringComparer.Ordinal)
            .ToList();
        var columns = draft.TestCases.SelectMany(test => test.Params.Keys).Distinct();
        if (further.Count == 0 || template.Check(columns).Count > 0)
        {
            yield break;
        }
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var test in draft.TestCases.Where(test => test.Workload == "fio"))
        {
            // Equal values give an equal answer: of 100,000 rows only the unlike ones are filled.
            if (
                !seen.Add(
                    string.Join('\n', further.Select(c => test.Params.GetValueOrDefault(c, "")))
                )
            )
            {
                continue;
            }
            foreach (var problem in RefusedLines(template, test))
            {
                yield return draft.OfTest(
                    test,
                    further[0],
                    $"makes line {problem.Line} of {draft.JobFile.Name} one that is refused: {problem.Message}",
                    problem.Remedy
                );
            }
        }
    }

    /// <summary>Problems that only the filled text has; what is wrong with a value itself is another rule's.</summary>
    private static IEnumerable<TemplateProblem> RefusedLines(
        JobTemplate template,
        TestCaseSpec test
    )
    {
        var values = new Dictionary<string, string>(test.Params, StringComparer.Ordinal)
        {
            [PlaceholderNames.DataDir] = AnyFolder,
        };
        return template.Render(values).Problems.Where(problem => problem.Value is null);
    }

    private static bool IsFiosOwn(string column) =>
        column
            is PlaceholderNames.DataDir
                or ParameterNames.IoType
                or ParameterNames.NumJobs
                or ParameterNames.BlockSize
                or ParameterNames.IoDepth
                or ParameterNames.NrFiles
                or ParameterNames.FileSize
                or ParameterNames.Direct;
}
