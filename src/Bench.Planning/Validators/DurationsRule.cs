using System.Globalization;
using Bench.Model.Runs;
using Bench.Planning.Problems;

namespace Bench.Planning.Validators;

/// <summary>Warns when <c>weighted</c> has to guess.</summary>
public sealed class DurationsRule : IPlanRule
{
    public string Name => "durations";

    public IEnumerable<Problem> Check(PlanDraft draft)
    {
        if (draft.Options.Distribution != DistributionMode.Weighted || draft.TestCases.Count == 0)
        {
            yield break;
        }
        var unknown = draft.TestCases.Count(t => t.EstimatedSeconds is null);
        if (unknown == draft.TestCases.Count)
        {
            yield return Warning(
                draft,
                "no test case has a known duration, so all count alike",
                "give --durations a CSV test_id,seconds or an earlier run"
            );
        }
        else if (unknown > 0)
        {
            var first = draft.TestCases.First(t => t.EstimatedSeconds is null);
            yield return Warning(
                draft,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{unknown:N0} of {draft.TestCases.Count:N0} test cases have no known duration (the first on line {first.Line}) and count as the mean of the others"
                ),
                "add them to the durations"
            );
        }
    }

    private static Problem Warning(PlanDraft draft, string reason, string remedy) =>
        PlanDraft.OfOption(draft.Durations?.Name ?? "--durations", null, reason, remedy) with
        {
            Severity = ProblemSeverity.Warning,
        };
}
