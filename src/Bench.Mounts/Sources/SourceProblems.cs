namespace Bench.Mounts.Sources;

/// <summary>What is wrong with the source of a mount of buckets.</summary>
internal static class SourceProblems
{
    /// <summary>Begins with a verb, ends with the remedy; null if it can be mounted.</summary>
    public static string? Of(string source, IMountKind kind)
    {
        if (
            BucketSource.SchemeOf(source) is not { } scheme
            || !kind.Schemes.Contains(scheme, StringComparer.Ordinal)
        )
        {
            var wanted = string.Join(" or ", kind.Schemes.Select(s => $"{s}://bucket/prefix"));
            return $"cannot be mounted by {kind.Name}; give {wanted}, or use --mount {MountKinds.DefaultFor(source).Name}";
        }
        return BucketSource.TryParse(source, out var problem) is null ? problem : null;
    }
}
