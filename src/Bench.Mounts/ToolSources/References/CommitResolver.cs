using Bench.Model.Runs;
using Bench.Mounts.ToolSources.Git;

namespace Bench.Mounts.ToolSources.References;

/// <summary>
/// Turns what the commit column says into something that means the same on every worker and at any time. A moving ref
/// is asked for once: branches move while a run is going on.
/// </summary>
public sealed class CommitResolver(ToolHost host)
{
    /// <summary>The run with <see cref="ConfigSpec.ResolvedCommit"/> filled in, where its mount kind has a tool source.</summary>
    /// <exception cref="ToolSourceException">A ref is unknown, or the repository cannot be asked.</exception>
    public async Task<RunConfig> ResolveAsync(RunConfig config, CancellationToken cancel)
    {
        if (config.Options.ToolSource is not { } source)
        {
            return config;
        }
        var resolved = await ResolveAsync(
            source,
            config.Configs.Select(one => one.Commit),
            mayClone: true,
            cancel
        );
        return Fill(config, resolved);
    }

    /// <summary>The run with what was resolved; a commit that was not stays empty.</summary>
    public static RunConfig Fill(RunConfig config, IReadOnlyDictionary<string, string> resolved) =>
        config with
        {
            Configs =
            [
                .. config.Configs.Select(one =>
                    one with
                    {
                        ResolvedCommit = resolved.GetValueOrDefault(one.Commit),
                    }
                ),
            ],
        };

    /// <summary>What each text resolves to; the repository is asked once at most.</summary>
    /// <param name="mayClone">Whether an abbreviated hash may cost a clone; otherwise it is left out.</param>
    public async Task<IReadOnlyDictionary<string, string>> ResolveAsync(
        ToolSource source,
        IEnumerable<string> commits,
        bool mayClone,
        CancellationToken cancel
    )
    {
        var resolved = new Dictionary<string, string>(StringComparer.Ordinal);
        var repository = new GitRepository(host, source);
        RemoteRefs? refs = null;
        foreach (var text in commits.Distinct(StringComparer.Ordinal))
        {
            var reference = Parse(text, source);
            if (reference is not ToolReference.Revision { IsCommit: false } revision)
            {
                resolved[text] = reference.ToString();
                continue;
            }
            refs ??= await repository.ListAsync(cancel);
            var commit = refs.Find(revision.Name, source.Repository);
            if (commit is null && revision.MayBeAbbreviated)
            {
                if (!mayClone)
                {
                    continue;
                }
                commit = await repository.FindAbbreviatedAsync(revision.Name, cancel);
            }
            resolved[text] = commit ?? throw Unknown(source, text);
        }
        return resolved;
    }

    /// <summary>The commit that a revision names now; null for an abbreviated hash, which only a clone could complete.</summary>
    /// <exception cref="ToolSourceException">It is unknown, or the repository cannot be asked.</exception>
    internal async Task<string?> AskAsync(
        ToolSource source,
        ToolReference.Revision revision,
        CancellationToken cancel
    )
    {
        var refs = await new GitRepository(host, source).ListAsync(cancel);
        return revision.IsCommit
            ? revision.ToString()
            : refs.Find(revision.Name, source.Repository)
                ?? (revision.MayBeAbbreviated ? null : throw Unknown(source, revision.Name));
    }

    private static ToolSourceException Unknown(ToolSource source, string text) =>
        new(
            $"{source.Repository} has no branch, tag or commit '{text}'; "
                + $"'git ls-remote {source.Repository}' lists its branches and tags"
        );

    private static ToolReference Parse(string text, ToolSource source)
    {
        try
        {
            return ToolReference.Parse(text, source);
        }
        catch (FormatException e)
        {
            throw new ToolSourceException($"commit '{text}' {e.Message}", e);
        }
    }
}
