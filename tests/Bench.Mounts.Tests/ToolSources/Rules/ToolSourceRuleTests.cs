using Bench.Mounts.ToolSources;
using Bench.Mounts.ToolSources.Rules;
using Bench.Planning.Problems;

namespace Bench.Mounts.Tests.ToolSources.Rules;

internal sealed class ToolSourceRuleTests
{
    private static readonly PlanRequestChange Change = new()
    {
        Mount = "gcsfuse",
        Rules = [new ToolSourceRule()],
    };

    [Test]
    public void A_commit_that_means_nothing_is_told_with_its_line()
    {
        var outcome = PlannedRun.Outcome(
            BuiltInSources.Gcsfuse,
            ["master", "path:bin/gcsfuse"],
            Change
        );
        outcome.Config.ShouldBeNull();
        outcome
            .Problems.ShouldHaveSingleItem()
            .ToString()
            .ShouldStartWith(
                "configs.csv:3: column commit: 'path:bin/gcsfuse' is not an absolute path"
            );
    }

    [Test]
    public void Good_commits_pass() =>
        PlannedRun
            .Outcome(
                BuiltInSources.Gcsfuse,
                ["master", "v2.5.0", "installed", "/opt/gcsfuse"],
                Change
            )
            .Problems.ShouldBeEmpty();

    [Test]
    public void A_source_of_another_tool_is_refused()
    {
        var outcome = PlannedRun.Outcome(
            BuiltInSources.Gcsfuse,
            ["master"],
            Change with
            {
                Mount = "another",
            }
        );
        var problem = outcome.Problems.ShouldHaveSingleItem();
        problem.File.ShouldBe("--tool-source");
        problem.Severity.ShouldBe(ProblemSeverity.Error);
        problem.ToString().ShouldContain("--mount gcsfuse");
    }

    [Test]
    public void A_source_for_a_kind_that_runs_no_program_is_refused()
    {
        var outcome = PlannedRun.Outcome(
            BuiltInSources.Gcsfuse with
            {
                Name = "directory",
            },
            ["master"],
            Change with
            {
                Mount = "directory",
            }
        );
        outcome.Config.ShouldBeNull();
        outcome.Problems.ShouldHaveSingleItem().ToString().ShouldContain("runs no program");
    }
}
