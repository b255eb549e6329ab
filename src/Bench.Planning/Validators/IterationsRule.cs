using System.Globalization;
using Bench.Planning.Problems;

namespace Bench.Planning.Validators;

/// <summary>At least one iteration; better an even number, so that every block has its reverse.</summary>
public sealed class IterationsRule : IPlanRule
{
    /// <summary>Keys hold an iteration in four digits.</summary>
    public const int Most = 9999;
    private const string Option = "--iterations";

    public string Name => "iterations";

    public IEnumerable<Problem> Check(PlanDraft draft)
    {
        var iterations = draft.Options.Iterations;
        var text = iterations.ToString(CultureInfo.InvariantCulture);
        if (iterations is < 1 or > Most)
        {
            yield return PlanDraft.OfOption(
                Option,
                text,
                $"is not a number from 1 to {Most}",
                "write for example 6"
            );
        }
        else if (iterations % 2 == 1 && draft.Configs.Count > 1)
        {
            yield return PlanDraft.OfOption(
                Option,
                text,
                "is odd: the last block has no reverse, so a drift over time favours some configs",
                $"write {iterations + 1}"
            ) with
            {
                Severity = ProblemSeverity.Warning,
            };
        }
    }
}
