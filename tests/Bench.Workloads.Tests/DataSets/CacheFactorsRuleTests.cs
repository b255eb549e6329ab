using System.Text;
using Bench.Model.Runs;
using Bench.Planning;
using Bench.Planning.Inputs;
using Bench.Planning.Problems;
using Bench.Testing.Runs;
using Bench.Workloads.Fio;

namespace Bench.Workloads.Tests.DataSets;

/// <summary>What contradicts itself is told where it was written, and once.</summary>
internal sealed class CacheFactorsRuleTests
{
    [TestCase("master,,drop,cold\nmaster,,warm,warm\n")]
    [TestCase("master,,,\nmaster,,none,none\n")]
    public void States_that_can_be_reached_are_no_problem(string rows) =>
        Problems(rows).ShouldBeEmpty();

    [Test]
    public void Cold_metadata_needs_a_drop()
    {
        var problem = Problems("master,,drop,cold\nmaster,,warm,cold\n").ShouldHaveSingleItem();
        (problem.File, problem.Line, problem.Column).ShouldBe(("configs.csv", 3, "metadata"));
        problem.Remedy.ShouldContain("drop");
    }

    [Test]
    public void What_the_run_says_for_all_configs_is_told_once()
    {
        var problem = Problems(
                "master,,,\nmaster,--a,,\n",
                o => o with { Metadata = MetadataMode.Cold }
            )
            .ShouldHaveSingleItem();
        (problem.File, problem.Value).ShouldBe(("--metadata", "cold"));
    }

    [Test]
    public void No_config_may_drop_the_cache_under_a_neighbour()
    {
        Func<RunOptions, RunOptions> concurrent = o =>
            o with
            {
                HostSharing = HostSharing.Concurrent,
            };
        Problems("master,,drop,\nmaster,,warm,\n", concurrent)
            .ShouldHaveSingleItem()
            .Line.ShouldBe(2);
        Problems("master,,,\n", o => concurrent(o) with { Cache = CacheMode.Drop })
            .ShouldHaveSingleItem()
            .File.ShouldBe("--host-sharing");
    }

    [Test]
    public void Vms_that_start_together_drop_the_cache_before_they_do() =>
        Problems("master,,drop,\n", o => o with { Distribution = DistributionMode.Replicate })
            .ShouldAllBe(p => p.File == "--distribution");

    [Test]
    public void Bad_prefixes_and_counts_are_told()
    {
        var problems = Problems(
            "master,,,\n",
            o => o with { DataPrefix = "../x", WarmUpBlocks = -1 }
        );
        problems.Select(p => p.File).ShouldBe(["--data-prefix", "--warm-up-blocks"]);
    }

    [Test]
    public void A_job_file_that_evicts_is_refused_if_any_config_is_warm() =>
        Problems("master,,warm,\n", job: "[j]\ndirectory=${TEST_DATA_DIR}\ninvalidate=1\n")
            .ShouldHaveSingleItem()
            .File.ShouldBe("job.fio");

    private static IReadOnlyList<Problem> Problems(
        string rows,
        Func<RunOptions, RunOptions>? change = null,
        string job = "[j]\ndirectory=${TEST_DATA_DIR}\n"
    )
    {
        var options = SampleRecords.Options;
        return new Planner(TimeProvider.System, WorkloadRules.All([new FioWorkload()]))
            .Plan(
                new PlanRequest
                {
                    BenchmarkId = "t1",
                    BenchVersion = "0",
                    Writer = new string('a', 32),
                    Seed = 1,
                    Options = change?.Invoke(options) ?? options,
                    TestCsv = new SourceFile("cases.csv", "io_type\nread\n"u8.ToArray()),
                    ConfigsCsv = new SourceFile(
                        "configs.csv",
                        Encoding.UTF8.GetBytes($"commit,mount_args,cache,metadata\n{rows}")
                    ),
                    JobFile = new SourceFile("job.fio", Encoding.UTF8.GetBytes(job)),
                    Vms = [new VmSpec { Name = "vm-1" }],
                }
            )
            .Problems;
    }
}
