using Bench.Mounts.ToolSources.References;
using Bench.Planning.Inputs;
using Bench.Planning.Problems;
using Bench.Planning.Validators;

namespace Bench.Mounts.ToolSources.Rules;

/// <summary>The commit column must say something that the tool source can be asked for; without a source it says nothing.</summary>
public sealed class ToolSourceRule : IPlanRule
{
    public string Name => "tool-source";

    public IEnumerable<Problem> Check(PlanDraft draft) =>
        draft.Options.ToolSource is null ? Unused(draft) : Commits(draft).Concat(OfAnother(draft));

    private static IEnumerable<Problem> OfAnother(PlanDraft draft)
    {
        var source = draft.Options.ToolSource!;
        if (MountKinds.Find(draft.Options.Mount) is { TakesArguments: false } none)
        {
            yield return PlanDraft.OfOption(
                "--tool-source",
                source.Name,
                $"is not used: mount kind '{none.Name}' runs no program",
                "leave it out, or use another --mount"
            );
            yield break;
        }
        if (!string.Equals(source.Name, draft.Options.Mount, StringComparison.Ordinal))
        {
            yield return PlanDraft.OfOption(
                "--tool-source",
                source.Name,
                $"is not the tool of mount kind '{draft.Options.Mount}'",
                $"give a source whose name is the mount kind's, or use --mount {source.Name}"
            );
        }
    }

    private static IEnumerable<Problem> Commits(PlanDraft draft)
    {
        foreach (var config in draft.Configs)
        {
            FormatException? flaw = null;
            try
            {
                ToolReference.Parse(config.Commit, draft.Options.ToolSource!);
            }
            catch (FormatException e)
            {
                flaw = e;
            }
            if (flaw is not null)
            {
                yield return draft.OfConfig(
                    config,
                    ConfigsCsv.Commit,
                    config.Commit,
                    flaw.Message,
                    ""
                );
            }
        }
    }

    /// <summary>Mount kinds that take no arguments are told of by another rule.</summary>
    private static IEnumerable<Problem> Unused(PlanDraft draft)
    {
        var differ = draft.Configs.Select(config => config.Commit).Distinct(StringComparer.Ordinal);
        if (
            MountKinds.Find(draft.Options.Mount) is { TakesArguments: true } kind
            && differ.Skip(1).Any()
        )
        {
            yield return new Problem(
                draft.ConfigsCsv?.Name ?? ConfigsCsv.CommitOption,
                null,
                null,
                null,
                $"has several commits, which mount kind '{kind.Name}' does not use without a tool source: it runs what is on the PATH",
                "give --tool-source, or leave the differences out"
            )
            {
                Severity = ProblemSeverity.Warning,
            };
        }
    }
}
