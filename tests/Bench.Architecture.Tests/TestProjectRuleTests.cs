using Bench.Architecture.Tests.Repository;
using Bench.Architecture.Tests.Rules;

namespace Bench.Architecture.Tests;

/// <summary>The rules about test projects and the solution find samples that break them.</summary>
public sealed class TestProjectRuleTests
{
    private static readonly TrackedFile Source = new("src/Bench.A/Bench.A.csproj", "");
    private static readonly TrackedFile Tests = new("tests/Bench.A.Tests/Bench.A.Tests.csproj", "");

    [Test]
    public void A_source_project_without_a_test_project_is_found() =>
        TestProjects.Missing([Source]).ShouldBe(["Bench.A has no project tests/Bench.A.Tests"]);

    [TestCase("public sealed class Helper;")]
    [TestCase("// [Test] to come")]
    public void A_test_project_without_tests_is_found(string text) =>
        TestProjects
            .Missing([Source, Tests, new TrackedFile("tests/Bench.A.Tests/X.cs", text)])
            .ShouldBe(["tests/Bench.A.Tests has no test"]);

    [TestCase("    [Test]")]
    [TestCase("    [TestCase(1)]")]
    [TestCase("    [FsCheck.NUnit.Property]")]
    [TestCase("    [Property(MaxTest = 10)]")]
    public void A_test_of_any_kind_counts(string text) =>
        TestProjects
            .Missing([Source, Tests, new TrackedFile("tests/Bench.A.Tests/Deep/X.cs", text)])
            .ShouldBeEmpty();

    [Test]
    public void A_project_outside_the_solution_is_found()
    {
        var solution = new TrackedFile(
            "Bench.sln",
            """ = "Bench.A", "src\Bench.A\Bench.A.csproj", """
        );
        TestProjects
            .NotInSolution([solution, Source, Tests])
            .ShouldBe([$"{Tests.Path} is not in Bench.sln"]);
    }
}
