using Bench.Architecture.Tests.Repository;
using Bench.Architecture.Tests.Rules;

namespace Bench.Architecture.Tests;

/// <summary>The rules, held against the repository as it is.</summary>
public sealed class RepositoryTests
{
    [Test]
    public void Projects_refer_only_to_lower_tiers() =>
        ShouldHold(Tiers.Violations(BuiltProjects.All));

    [Test]
    public void Projects_refer_only_to_what_they_use() =>
        ShouldHold(References.Unused(BuiltProjects.All));

    [Test]
    public void Every_project_has_code() => ShouldHold(References.Empty(BuiltProjects.All));

    [Test]
    public void Every_source_project_has_tests() =>
        ShouldHold(TestProjects.Missing(WorkTree.Files));

    [Test]
    public void Every_project_is_in_the_solution() =>
        ShouldHold(TestProjects.NotInSolution(WorkTree.Files));

    [Test]
    public void Source_files_are_short() => ShouldHold(Sources.TooLong(WorkTree.Files));

    [Test]
    public void Namespaces_follow_folders() =>
        ShouldHold(Sources.MisplacedNamespaces(WorkTree.Files));

    [Test]
    public void No_file_names_a_folder_of_one_machine() =>
        ShouldHold(Portability.MachinePaths(WorkTree.Files, WorkTree.Root));

    [Test]
    public void No_file_names_a_package_registry() =>
        ShouldHold(Portability.RegistryHosts(WorkTree.Files));

    [Test]
    public void Lock_files_name_no_address() =>
        ShouldHold(Portability.ResolvedAddresses(WorkTree.Files));

    [Test]
    public void Scripts_are_executable() => ShouldHold(Portability.NotExecutable(WorkTree.Files));

    [Test]
    public void The_rules_see_the_repository()
    {
        // Rules hold for an empty list too: what they are given must be the real thing.
        FileAt("Bench.sln").Text.ShouldNotBeEmpty();
        FileAt("scripts/test").IsExecutable.ShouldBeTrue();
        FileAt("src/Bench.Cli/Bench.Cli.csproj").IsExecutable.ShouldBeFalse();
        WorkTree
            .Files.Select(file => file.Path)
            .ShouldNotContain(path => path.Contains("/obj/", StringComparison.Ordinal));

        ProjectNamed("Bench.Cli").Types.ShouldBeGreaterThan(0);
        ProjectNamed("Bench.Cli").Declared.ShouldNotBeEmpty();
        ProjectNamed("Bench.Protocol")
            .Declared.Contains("Bench.Storage", StringComparer.Ordinal)
            .ShouldBeTrue();
    }

    private static TrackedFile FileAt(string path) =>
        WorkTree.Files.Single(file => string.Equals(file.Path, path, StringComparison.Ordinal));

    private static Project ProjectNamed(string name) =>
        BuiltProjects.All.Single(it => string.Equals(it.Name, name, StringComparison.Ordinal));

    private static void ShouldHold(IEnumerable<string> violations)
    {
        var found = violations.ToList();
        if (found.Count > 0)
        {
            Assert.Fail(string.Join('\n', found));
        }
    }
}
