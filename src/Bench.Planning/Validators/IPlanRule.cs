using Bench.Planning.Problems;

namespace Bench.Planning.Validators;

/// <summary>One thing that must hold before anything is spent. All rules run; all that they find is reported at once.</summary>
public interface IPlanRule
{
    /// <summary>A short name in kebab case.</summary>
    string Name { get; }

    /// <summary>
    /// What breaks the rule. Rows whose reading failed already are not in the draft. Must not throw on any input.
    /// </summary>
    IEnumerable<Problem> Check(PlanDraft draft);
}
