using System.Text.RegularExpressions;
using Bench.Architecture.Tests.Repository;

namespace Bench.Architecture.Tests.Rules;

/// <summary>Every source project has tests, and every project is part of the solution.</summary>
internal static partial class TestProjects
{
    public static IEnumerable<string> Missing(IReadOnlyCollection<TrackedFile> files)
    {
        foreach (var project in ProjectsUnder("src", files))
        {
            var tests = files
                .Where(file =>
                    string.Equals(
                        file.ProjectUnder("tests"),
                        project + ".Tests",
                        StringComparison.Ordinal
                    )
                )
                .ToList();
            if (!tests.Exists(file => file.Extension is ".csproj"))
            {
                yield return $"{project} has no project tests/{project}.Tests";
            }
            else if (
                !tests.Exists(file => file.Extension is ".cs" && TestPattern().IsMatch(file.Text))
            )
            {
                yield return $"tests/{project}.Tests has no test";
            }
        }
    }

    public static IEnumerable<string> NotInSolution(IReadOnlyCollection<TrackedFile> files)
    {
        var solution = files.Single(file => file.Path is "Bench.sln").Text;
        return from file in files
            where file.Extension is ".csproj"
            where
                !solution.Contains($"\"{file.Path.Replace('/', '\\')}\"", StringComparison.Ordinal)
            select $"{file.Path} is not in Bench.sln";
    }

    private static IEnumerable<string> ProjectsUnder(string top, IEnumerable<TrackedFile> files) =>
        files
            .Where(file => file.Extension is ".csproj")
            .Select(file => file.ProjectUnder(top))
            .OfType<string>();

    [GeneratedRegex(
        @"^\s*\[(FsCheck\.NUnit\.)?(Test|TestCase|TestCaseSource|Property)\b",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex TestPattern();
}
