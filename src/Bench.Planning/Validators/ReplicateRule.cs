using Bench.Model.Runs;
using Bench.Planning.Problems;

namespace Bench.Planning.Validators;

/// <summary>What <c>replicate</c> runs at once must be more than one VM to tell anything of scale-out.</summary>
public sealed class ReplicateRule : IPlanRule
{
    public string Name => "replicate";

    public IEnumerable<Problem> Check(PlanDraft draft)
    {
        if (draft.Options.Distribution == DistributionMode.Replicate && draft.Vms.Count == 1)
        {
            yield return PlanDraft.OfOption(
                "--distribution",
                "replicate",
                "runs on one VM only, which tells nothing of several at once",
                "add VMs, or choose even"
            ) with
            {
                Severity = ProblemSeverity.Warning,
            };
        }
    }
}
