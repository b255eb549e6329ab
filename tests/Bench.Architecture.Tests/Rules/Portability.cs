using System.Text.Json;
using System.Text.RegularExpressions;
using Bench.Architecture.Tests.Repository;

namespace Bench.Architecture.Tests.Rules;

/// <summary>The repository works on any machine: it names no machine's folders and no package host.</summary>
internal static partial class Portability
{
    public static IEnumerable<string> MachinePaths(IEnumerable<TrackedFile> files, string root) =>
        from file in files
        from line in NumberedLinesOf(file)
        where
            MachinePathPattern().IsMatch(line.Text)
            || line.Text.Contains(root + "/", StringComparison.Ordinal)
        select $"{file.Path}:{line.Number} names a folder of one machine: {line.Text.Trim()}";

    public static IEnumerable<string> RegistryHosts(IEnumerable<TrackedFile> files) =>
        from file in files
        from line in NumberedLinesOf(file)
        where RegistryPattern().IsMatch(line.Text)
        select $"{file.Path}:{line.Number} names a package registry's host: {line.Text.Trim()}";

    /// <summary>A lock file with addresses would bind the build to the host it was made with.</summary>
    public static IEnumerable<string> ResolvedAddresses(IEnumerable<TrackedFile> files)
    {
        foreach (var file in files.Where(file => file.Name is "package-lock.json"))
        {
            using var document = JsonDocument.Parse(file.Text);
            if (!document.RootElement.TryGetProperty("packages", out var packages))
            {
                yield return $"{file.Path} has no packages";
                continue;
            }

            foreach (var package in packages.EnumerateObject())
            {
                if (
                    package.Value.TryGetProperty("resolved", out var resolved)
                    && resolved.GetString() is { } address
                    && address.Contains("://", StringComparison.Ordinal)
                )
                {
                    yield return $"{file.Path}: {package.Name} is resolved to an address";
                }
            }
        }
    }

    /// <summary>What people and CI call by its path must be executable.</summary>
    public static IEnumerable<string> NotExecutable(IEnumerable<TrackedFile> files) =>
        from file in files
        where Path.GetDirectoryName(file.Path) is "scripts" or ".ci"
        where !file.IsExecutable || !file.Text.StartsWith("#!", StringComparison.Ordinal)
        select $"{file.Path} is not an executable script";

    private static IEnumerable<(int Number, string Text)> NumberedLinesOf(TrackedFile file) =>
        file.Text.Split('\n').Select((text, index) => (index + 1, text));

    [GeneratedRegex(
        @"(?<![\w.\-})*])/(work|root|home/\w+|Users/\w+)/",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex MachinePathPattern();

    [GeneratedRegex(
        @"\b(nuget\.org|npmjs\.(org|com)|deb\.debian\.org|security\.debian\.org|pypi\.org|pythonhosted\.org|proxy\.golang\.org|crates\.io)\b",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex RegistryPattern();
}
