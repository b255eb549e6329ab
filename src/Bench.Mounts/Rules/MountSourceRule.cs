using Bench.Planning.Problems;
using Bench.Planning.Validators;

namespace Bench.Mounts.Rules;

/// <summary>The mount kind is one of this version, and takes the test data.</summary>
public sealed class MountSourceRule : IPlanRule
{
    public string Name => "mount-source";

    public IEnumerable<Problem> Check(PlanDraft draft)
    {
        if (
            MountKinds.Find(draft.Options.Mount) is { } kind
            && kind.SourceProblem(draft.Options.TestData) is { } problem
        )
        {
            var semicolon = problem.LastIndexOf("; ", StringComparison.Ordinal);
            yield return PlanDraft.OfOption(
                "--test-data",
                draft.Options.TestData,
                problem[..semicolon],
                problem[(semicolon + 2)..]
            );
        }
    }
}
