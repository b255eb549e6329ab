namespace Bench.Mounts.ToolSources;

/// <summary>A program that is there and was looked at.</summary>
/// <param name="Name">Its source's name.</param>
/// <param name="Path">Absolute path of the file.</param>
/// <param name="Sha256">Digest of the file, in lower-case hex.</param>
/// <param name="Version">What it says of itself; null if it says nothing.</param>
/// <param name="Commit">The commit that it was built from; null where it was not built here.</param>
public sealed record Tool(string Name, string Path, string Sha256, string? Version, string? Commit)
{
    /// <summary>What an iteration record says of it.</summary>
    public IReadOnlyDictionary<string, string> Facts
    {
        get
        {
            var facts = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                [Name] = Version ?? Commit ?? "unknown",
                [$"{Name}_sha256"] = Sha256,
            };
            if (Commit is not null)
            {
                facts[$"{Name}_commit"] = Commit;
            }
            return facts;
        }
    }
}
