using System.Text.RegularExpressions;
using Bench.Architecture.Tests.Repository;

namespace Bench.Architecture.Tests.Rules;

/// <summary>Rules about single source files.</summary>
internal static partial class Sources
{
    public const int MostLines = 400;
    public const int MostLinesOfProgram = 60;

    private static readonly string[] Extensions =
    [
        ".cs",
        ".razor",
        ".js",
        ".css",
        ".sh",
        ".proto",
        "",
    ];

    public static IEnumerable<string> TooLong(IEnumerable<TrackedFile> files) =>
        from file in files
        where Extensions.Contains(file.Extension, StringComparer.Ordinal)
        where !file.Path.Contains("/TestData/", StringComparison.Ordinal)
        let most = file.Name is "Program.cs" ? MostLinesOfProgram : MostLines
        let lines = LinesOf(file.Text)
        where lines > most
        select $"{file.Path} has {lines} lines, more than {most}";

    /// <summary>Namespaces follow folders: a type is found where its name says.</summary>
    public static IEnumerable<string> MisplacedNamespaces(IEnumerable<TrackedFile> files) =>
        from file in files
        where file.Extension is ".cs" && file.ProjectUnder("src") is not null
        let match = NamespacePattern().Match(file.Text)
        where match.Success
        let expected = string.Join('.', file.Path.Split('/')[1..^1])
        where !string.Equals(match.Groups["name"].Value, expected, StringComparison.Ordinal)
        select $"{file.Path} declares namespace {match.Groups["name"].Value}, its folder says {expected}";

    private static int LinesOf(string text) =>
        text.Count(character => character == '\n')
        + (text.EndsWith('\n') || text.Length == 0 ? 0 : 1);

    [GeneratedRegex(
        @"^namespace\s+(?<name>[\w.]+)",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex NamespacePattern();
}
