namespace Bench.Architecture.Tests.Repository;

/// <summary>A file of the repository.</summary>
/// <param name="Path">Relative to the repository's top, with forward slashes.</param>
/// <param name="Text">The whole text; empty for binary files.</param>
/// <param name="IsExecutable">Whether its owner may execute it.</param>
internal sealed record TrackedFile(string Path, string Text, bool IsExecutable = false)
{
    public string Name => System.IO.Path.GetFileName(Path);

    public string Extension => System.IO.Path.GetExtension(Path);

    /// <summary>The name of its folder's project, for files below src or tests; else null.</summary>
    public string? ProjectUnder(string top)
    {
        var parts = Path.Split('/');
        return parts.Length > 2 && string.Equals(parts[0], top, StringComparison.Ordinal)
            ? parts[1]
            : null;
    }
}
