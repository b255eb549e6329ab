using Bench.Architecture.Tests.Repository;
using Bench.Architecture.Tests.Rules;

namespace Bench.Architecture.Tests;

/// <summary>Each rule about projects finds a sample that breaks it, and only that.</summary>
public sealed class ProjectRuleTests
{
    private static Project Sample(string name, string[] declared, string[] used, int types = 3) =>
        new(name, [.. declared], [.. used], types);

    [Test]
    public void A_reference_downwards_is_allowed() =>
        Tiers
            .Violations([
                Sample("Bench.Cli", ["Bench.Model", "Bench.Coordinator"], ["Bench.Model"]),
            ])
            .ShouldBeEmpty();

    [TestCase("Bench.Model", "Bench.Storage", TestName = "A reference upwards is found")]
    [TestCase("Bench.Storage", "Bench.Statistics", TestName = "A reference within a tier is found")]
    [TestCase(
        "Bench.Model",
        "Bench.Host",
        TestName = "A reference within the lowest tier is found"
    )]
    public void Forbidden_references_are_found(string from, string to)
    {
        var expected = $"{from} refers to {to}, which is not below it";
        Tiers.Violations([Sample(from, [to], [])]).ShouldBe([expected]);
        Tiers.Violations([Sample(from, [], [to])]).ShouldBe([expected]);
        Tiers.Violations([Sample(from, [to], [to])]).ShouldBe([expected]);
    }

    [Test]
    public void A_project_without_a_tier_is_found() =>
        Tiers
            .Violations([Sample("Bench.Utilities", [], [])])
            .ShouldBe(["Bench.Utilities is in no tier"]);

    [Test]
    public void No_project_is_in_two_tiers() =>
        Tiers.Order.SelectMany(tier => tier).ShouldBeUnique(StringComparer.Ordinal);

    [Test]
    public void An_unused_reference_is_found() =>
        References
            .Unused([Sample("Bench.Fio", ["Bench.Model", "Bench.Statistics"], ["Bench.Model"])])
            .ShouldBe(["Bench.Fio refers to Bench.Statistics and uses nothing of it"]);

    [Test]
    public void An_empty_project_is_found_once()
    {
        Project[] projects =
        [
            Sample("Bench.Hub", ["Bench.Model"], [], types: 0),
            Sample("Bench.Model", [], []),
        ];
        References.Empty(projects).ShouldBe(["Bench.Hub has no code"]);
        References.Unused(projects).ShouldBeEmpty();
    }
}
