using Bench.EndToEnd.Tests.Harness;
using Bench.EndToEnd.Tests.Recomputation;

namespace Bench.EndToEnd.Tests.Running;

/// <summary>The main job with the suites that users have, made small.</summary>
public sealed class SuiteTests
{
    [TestCase("read", new[] { 1, 4, 10, 16 })]
    [TestCase("write", new[] { 1, 2, 6 })]
    public async Task Figures_of_a_suite_agree_with_its_raw_files(string suite, int[] rows)
    {
        await using var sandbox = new Sandbox();
        var setup = new RunSetup
        {
            Tests = Small(Suite($"{suite}_test_cases.csv"), rows),
            Configs = Suite($"{suite}_mount_configs.csv"),
            Workers = 3,
        };

        var ended = await setup.RunAsync(sandbox);

        ended.ShouldHaveCode(0);
        var bucket = sandbox.Bucket("t1");
        SealedRun.ShouldBeWhole(bucket, entries: rows.Length * 2, iterations: 2);
        var first = bucket.Report["entries"]![0]!;
        first["config_label"]!.GetValue<string>().ShouldBe("grpc");
        first["params"]!["num_jobs"]!.GetValue<string>().ShouldBe("2");
        ended.Output.ShouldContain(bucket.PathOf("report/report.html"));
        File.ReadAllText(bucket.PathOf("report/report.html")).ShouldContain("grpc");
        bucket.Text("report/report.csv").ShouldContain("http1");
    }

    [TestCase("read", 16, 32)]
    [TestCase("write", 6, 12)]
    public async Task Suites_load_unchanged(string suite, int cases, int entries)
    {
        await using var sandbox = new Sandbox();
        var setup = new RunSetup
        {
            Tests = Suite($"{suite}_test_cases.csv"),
            Configs = Suite($"{suite}_mount_configs.csv"),
            Workers = 3,
            More = ["--json"],
        };

        var ended = await sandbox.BenchAsync(setup.Arguments(sandbox, "plan"));

        var plan = System.Text.Json.Nodes.JsonNode.Parse(ended.ShouldHaveCode(0).Output)!;
        plan["test_cases"]!.GetValue<int>().ShouldBe(cases);
        plan["entries"]!.GetValue<int>().ShouldBe(entries);
        Directory.Exists(sandbox.Artifacts).ShouldBeFalse("a plan writes nothing");
    }

    private static string Suite(string name) =>
        File.ReadAllText(
            Path.Combine(AppContext.BaseDirectory, "TestData", "gcsfuse-suites", name)
        );

    /// <summary>These rows with at most 1 MiB a file, 2 jobs and 2 files.</summary>
    private static string Small(string csv, int[] rows)
    {
        var lines = csv.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var header = lines[0].Split(',');
        var small = rows.Select(row => string.Join(',', header.Zip(lines[row].Split(','), Cell)));
        return string.Join('\n', small.Prepend(lines[0])) + "\n";
    }

    private static string Cell(string column, string value) =>
        column switch
        {
            "num_jobs" or "nr_files" => "2",
            "file_size" when value.EndsWith('m') || value.EndsWith('g') => "1m",
            _ => value,
        };
}
