using Bench.Model.Runs;
using Bench.Planning.Problems;

namespace Bench.Planning.Validators;

/// <summary>
/// Warns of VMs that get nothing to do: a test case is never split over VMs. Replicated ones run on all of them.
/// </summary>
public sealed class IdleVmsRule : IPlanRule
{
    public string Name => "idle-vms";

    public IEnumerable<Problem> Check(PlanDraft draft)
    {
        var idle = draft.Vms.Count - draft.TestCases.Count;
        if (
            idle > 0
            && draft.TestCases.Count > 0
            && draft.Options.Distribution != DistributionMode.Replicate
        )
        {
            yield return PlanDraft.OfOption(
                "--workers",
                null,
                $"{draft.Vms.Count} VMs for {draft.TestCases.Count} test cases: at least {idle} will have nothing to do, as all configs of a test case run on one VM",
                "use fewer VMs"
            ) with
            {
                Severity = ProblemSeverity.Warning,
            };
        }
    }
}
