namespace Bench.Mounts.ToolSources.Git;

/// <summary>The refs of a repository with the commits that they name, at one moment.</summary>
internal sealed class RemoteRefs
{
    private const string Peeled = "^{}";
    private readonly Dictionary<string, string> _commits = new(StringComparer.Ordinal);

    private RemoteRefs() { }

    /// <summary>Reads what <c>git ls-remote</c> prints: hash, tab, ref; <c>^{}</c> marks the commit of an annotated tag.</summary>
    public static RemoteRefs Parse(string text)
    {
        var refs = new RemoteRefs();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var tab = line.IndexOf('\t', StringComparison.Ordinal);
            if (tab < 0)
            {
                continue;
            }
            var (hash, name) = (line[..tab], line[(tab + 1)..].TrimEnd('\r'));
            if (name.EndsWith(Peeled, StringComparison.Ordinal))
            {
                refs._commits[name[..^Peeled.Length]] = hash;
            }
            else
            {
                refs._commits.TryAdd(name, hash);
            }
        }
        return refs;
    }

    /// <summary>The commit of a branch, tag or full ref, or the one known commit whose hash begins so; null if there is none.</summary>
    /// <exception cref="ToolSourceException">The name means several commits.</exception>
    public string? Find(string name, string repository)
    {
        if (_commits.TryGetValue(name, out var exact))
        {
            return exact;
        }
        var branch = _commits.GetValueOrDefault($"refs/heads/{name}");
        var tag = _commits.GetValueOrDefault($"refs/tags/{name}");
        if (
            branch is not null
            && tag is not null
            && !string.Equals(branch, tag, StringComparison.Ordinal)
        )
        {
            throw new ToolSourceException(
                $"'{name}' is a branch and a tag of {repository}; write refs/heads/{name} or refs/tags/{name}"
            );
        }
        return branch ?? tag;
    }
}
