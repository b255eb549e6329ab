using Bench.Planning.Problems;
using Bench.Planning.Validators;

namespace Bench.Mounts.Rules;

/// <summary>
/// A config's arguments win over those of Bench, so they must not take away what a measurement rests on: the process,
/// its log, its fresh cache, and what is mounted.
/// </summary>
public sealed class OwnedArgumentsRule : IPlanRule
{
    public string Name => "owned-mount-arguments";

    public IEnumerable<Problem> Check(PlanDraft draft) =>
        MountKinds.Find(draft.Options.Mount) is { } kind
            ? from config in draft.Configs
            from problem in kind.CheckArguments(config.MountArgs)
            select draft.OfConfig(
                config,
                "mount_args",
                problem.Argument,
                problem.Reason,
                problem.Remedy
            )
            : [];
}
