using Bench.Model.Runs;
using Bench.Planning.Problems;

namespace Bench.Planning.Validators;

/// <summary>Without the start barrier, replicas would not run at once and their sum would mean nothing.</summary>
public sealed class ReplicateRule : IPlanRule
{
    public string Name => "replicate";

    public IEnumerable<Problem> Check(PlanDraft draft)
    {
        if (draft.Options.Distribution == DistributionMode.Replicate)
        {
            yield return PlanDraft.OfOption(
                "--distribution",
                "replicate",
                "is not available yet: it comes with the start barrier",
                "choose even, weighted or contiguous"
            );
        }
    }
}
