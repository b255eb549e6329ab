using System.Text.Json.Nodes;
using Bench.EndToEnd.Tests.Harness;

namespace Bench.EndToEnd.Tests.Outputs;

/// <summary>What people and scripts see of a run, from the bucket alone.</summary>
public sealed class StatusTests
{
    [Test]
    public async Task Status_and_watch_tell_of_a_run_while_it_goes_on_and_after()
    {
        await using var sandbox = new Sandbox();
        var setup = new RunSetup { Job = Given.TimedJob("400ms") };
        using var run = setup.Start(sandbox);
        var bucket = sandbox.Bucket("t1");
        await Until.TrueAsync(() => bucket.Iterations().Count >= 1, "something is committed");
        using var watch = sandbox.Start("watch", bucket.Uri, "--poll-interval", "0.1", "--json");

        var during = await StatusAsync(sandbox, bucket);
        during["state"]!.GetValue<string>().ShouldBe("running");
        during["iterations_total"]!.GetValue<int>().ShouldBe(8);
        during["vms"]!
            .AsArray()
            .Select(vm => vm!["vm"]!.GetValue<string>())
            .ShouldBe(["vm-1", "vm-2"]);
        during["leader"]!["process_id"]!.GetValue<int>().ShouldBe(run.Pid);

        (await run.EndAsync()).ShouldHaveCode(0);
        var lines = (await watch.EndAsync())
            .ShouldHaveCode(0)
            .Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonNode.Parse(line)!)
            .ToList();
        lines.Count.ShouldBeGreaterThan(1);
        lines[0]["kind"]!.GetValue<string>().ShouldBe("snapshot");
        var heads = lines
            .Select(line => line["run"] ?? line["snapshot"]?["run"])
            .OfType<JsonNode>()
            .ToList();
        heads[^1]["phase"]!.GetValue<string>().ShouldBe("sealed");
        var done = heads.Select(head => head["iterations_done"]!.GetValue<int>()).ToList();
        done.ShouldBe(done.Order());
        var after = await StatusAsync(sandbox, bucket);
        after["sealed"]!["ok"]!.GetValue<int>().ShouldBe(4);
        after["iterations_done"]!.GetValue<int>().ShouldBe(8);
        after["late"]!.AsArray().ShouldBeEmpty();
        var text = (await sandbox.BenchAsync("status", bucket.Uri)).ShouldHaveCode(0).Output;
        text.ShouldContain("t1: sealed (completed): 4 ok");
        text.ShouldContain("vm-2");
    }

    [Test]
    public async Task Output_in_a_pipe_is_plain_lines()
    {
        await using var sandbox = new Sandbox();

        var ended = await new RunSetup().RunAsync(sandbox);

        ended.ShouldHaveCode(0).Output.ShouldNotContain("\u001b");
        ended.Output.ShouldContain("4 ok");
    }

    [Test]
    public async Task A_record_that_came_after_the_seal_is_shown_as_late_and_changes_no_report()
    {
        await using var sandbox = new Sandbox();
        (await new RunSetup().RunAsync(sandbox)).ShouldHaveCode(0);
        var bucket = sandbox.Bucket("t1");
        var name = bucket.Iterations()[0];
        var late = name.Replace("iteration-0001", "iteration-0009", StringComparison.Ordinal);
        File.Copy(bucket.PathOf(name), bucket.PathOf(late));
        var report = await File.ReadAllBytesAsync(bucket.PathOf("report/report.json"));

        var status = await StatusAsync(sandbox, bucket);
        (await sandbox.BenchAsync("report", bucket.Uri)).ShouldHaveCode(0);

        status["late"]!.AsArray().Select(key => key!.GetValue<string>()).ShouldBe([$"t1/{late}"]);
        (await File.ReadAllBytesAsync(bucket.PathOf("report/report.json"))).ShouldBe(report);
    }

    [Test]
    public async Task Every_verb_has_help_with_an_example()
    {
        await using var sandbox = new Sandbox();
        foreach (
            var verb in new[]
            {
                "run",
                "plan",
                "worker",
                "status",
                "watch",
                "cancel",
                "resume",
                "report",
            }
        )
        {
            var help = (await sandbox.BenchAsync(verb, "--help")).ShouldHaveCode(0);
            help.Output.ShouldContain($"bench {verb} ", Case.Sensitive, verb);
            help.Output.ShouldContain("Example");
        }
    }

    private static async Task<JsonNode> StatusAsync(Sandbox sandbox, Bucket bucket)
    {
        var ended = await sandbox.BenchAsync(
            "status",
            bucket.Id,
            "--artifacts",
            sandbox.ArtifactsUri,
            "--json"
        );
        return JsonNode.Parse(ended.ShouldHaveCode(0).Output)!;
    }
}
