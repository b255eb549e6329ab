using System.Globalization;
using Bench.Model.Runs;
using Bench.Planning.Problems;

namespace Bench.Planning.Validators;

/// <summary>A number of retries that makes sense; none where every VM runs every entry and an iteration is rerun by itself.</summary>
public sealed class RetriesRule : IPlanRule
{
    /// <summary>More would only hide what is broken.</summary>
    public const int Most = 20;
    private const string Option = "--retries";

    public string Name => "retries";

    public IEnumerable<Problem> Check(PlanDraft draft)
    {
        var retries = draft.Options.Retries;
        var text = retries.ToString(CultureInfo.InvariantCulture);
        if (retries is < 0 or > Most)
        {
            yield return PlanDraft.OfOption(
                Option,
                text,
                $"is not a number from 0 to {Most}",
                "write for example 1"
            );
        }
        else if (retries > 0 && draft.Options.Distribution == DistributionMode.Replicate)
        {
            yield return PlanDraft.OfOption(
                Option,
                text,
                "has no effect with --distribution replicate, where no VM can take over another's part",
                "leave it out"
            );
        }
    }
}
