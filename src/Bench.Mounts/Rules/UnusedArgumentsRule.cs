using Bench.Planning.Problems;
using Bench.Planning.Validators;

namespace Bench.Mounts.Rules;

/// <summary>
/// Configs say how to mount. Where the mount kind takes no arguments they all measure the same thing, which a reader of
/// the report must not take for a comparison.
/// </summary>
public sealed class UnusedArgumentsRule : IPlanRule
{
    public string Name => "unused-mount-arguments";

    public IEnumerable<Problem> Check(PlanDraft draft)
    {
        if (MountKinds.Find(draft.Options.Mount) is not { TakesArguments: false } kind)
        {
            yield break;
        }
        if (draft.Configs.Count < 2 && draft.Configs.All(config => config.MountArgs.Count == 0))
        {
            yield break;
        }
        yield return new Problem(
            draft.ConfigsCsv?.Name ?? "--gcsfuse-mount-args",
            null,
            null,
            null,
            $"has commits or mount arguments, which mount kind '{kind.Name}' does not use: all configs measure the same thing",
            "expect differences between configs to be noise"
        )
        {
            Severity = ProblemSeverity.Warning,
        };
    }
}
