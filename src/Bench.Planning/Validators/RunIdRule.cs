using Bench.Model.Names;
using Bench.Planning.Problems;

namespace Bench.Planning.Validators;

/// <summary>The run's id can stand in every key.</summary>
public sealed class RunIdRule : IPlanRule
{
    public string Name => "run-id";

    public IEnumerable<Problem> Check(PlanDraft draft)
    {
        if (!Identifier.IsValid(draft.BenchmarkId))
        {
            yield return PlanDraft.OfOption(
                "--benchmark-id",
                draft.BenchmarkId,
                "cannot be the id of a run",
                $"write {Identifier.Rule}, for example {Identifier.Map(draft.BenchmarkId)}"
            );
        }
    }
}
