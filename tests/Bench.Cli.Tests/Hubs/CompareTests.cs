using System.Text.Json;
using Bench.Host.Tests;
using Bench.Model.Hub;
using Bench.Model.Json;

namespace Bench.Cli.Tests.Hubs;

/// <summary><c>bench hub compare</c> where modules of iterations failed: what they took is no figure.</summary>
internal sealed class CompareTests
{
    private TempFolder _folder = null!;

    [SetUp]
    public void Make() => _folder = new TempFolder();

    [TearDown]
    public void Delete() => _folder.Dispose();

    [Test]
    public async Task An_iteration_with_failed_modules_is_named_and_not_compared()
    {
        Write("before", seconds: 2, failed: 0, iterations: 8);
        Write("after", seconds: 2, failed: 0, iterations: 8);
        var failed = Write("after/quick", seconds: 0.1, failed: 3);
        var text = await CompareAsync("before", "after");
        text.Code.ShouldBe(1);
        text.Output.ShouldContain("(8 iterations)");
        text.Output.ShouldContain($"left out  {failed}: 3 of 40 modules failed");
        text.Output.ShouldNotContain("0.100");

        var json = await CompareAsync("before", "after", "--json");
        json.Code.ShouldBe(1);
        var document = JsonDocument.Parse(json.Output).RootElement;
        document.GetProperty("left_out").GetBoolean().ShouldBeTrue();
        document.GetProperty("worse").GetBoolean().ShouldBeFalse();
        var sides = document.GetProperty("comparisons")[0];
        sides.GetProperty("candidate_iterations").GetInt32().ShouldBe(8);
        sides.GetProperty("baseline_left_out").GetArrayLength().ShouldBe(0);
        var left = sides.GetProperty("candidate_left_out")[0];
        left.GetProperty("archive").GetString().ShouldBe(failed);
        left.GetProperty("failed_modules").GetInt32().ShouldBe(3);
        left.GetProperty("modules").GetInt32().ShouldBe(40);
    }

    [TestCase("before", "after")]
    [TestCase("after", "before")]
    public async Task A_side_that_failed_as_a_whole_gets_no_verdict(string baseline, string other)
    {
        Write("before", seconds: 2, failed: 0, iterations: 8);
        Write("after", seconds: 0.1, failed: 40, iterations: 8);
        var refused = await CompareAsync(baseline, other, "--json");
        refused.Code.ShouldBe(2);
        refused.Output.ShouldBeEmpty();
        refused.Errors.ShouldContain("nothing is left to compare");
        refused.Errors.ShouldContain($"{PathOf("after/7")}: 40 of 40 modules failed");
    }

    [Test]
    public async Task Without_failures_the_same_ends_with_0()
    {
        Write("before", seconds: 2, failed: 0, iterations: 8);
        (await CompareAsync("before", "before")).Code.ShouldBe(0);
    }

    private Task<CommandLine.Outcome> CompareAsync(
        string baseline,
        string candidate,
        params string[] more
    ) =>
        CommandLine.RunAsync([
            "hub",
            "compare",
            PathOf(baseline),
            "--against",
            PathOf(candidate),
            .. more,
        ]);

    private void Write(string name, double seconds, int failed, int iterations)
    {
        for (var i = 0; i < iterations; i++)
        {
            Write($"{name}/{i}", seconds, failed);
        }
    }

    private string Write(string name, double seconds, int failed)
    {
        var summary = PerfSamples.Summary with
        {
            Phases =
            [
                new HubPhase
                {
                    Name = "provision",
                    BeginSeconds = 0,
                    Seconds = seconds,
                },
            ],
            Totals = new HubTotals
            {
                Modules = 40,
                Ok = 40 - failed,
                Failed = failed,
            },
        };
        var folder = Directory.CreateDirectory(PathOf(name)).FullName;
        File.WriteAllBytes(Path.Combine(folder, "summary.json"), Documents.Write(summary));
        return folder;
    }

    private string PathOf(string name) => Path.Combine(_folder.Root, name);
}
