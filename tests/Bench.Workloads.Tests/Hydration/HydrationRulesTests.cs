using System.Text;
using Bench.Model.Runs;
using Bench.Planning;
using Bench.Planning.Inputs;
using Bench.Planning.Problems;
using Bench.Testing.Runs;
using Bench.Workloads.Fio;
using Bench.Workloads.Hydration;

namespace Bench.Workloads.Tests.Hydration;

internal sealed class HydrationRulesTests
{
    private const string Bucket = "s3://bucket/hub?endpoint=http://127.0.0.1:1";

    [TestCase("workload\nhub-hydration\n")]
    [TestCase(
        "workload,modules,files,size,duplicates,seed,hydration_threads,provision_threads,pack,pack_threshold,dehydrate\n"
            + "hub-hydration,1000,40,1k-16k,0.3,7,8,4,yes,64k,no\n"
            + "hub-hydration,,,,,,0,0,no,,yes\n"
    )]
    [TestCase("workload,backend,seeded\nhub-hydration,file,/data/seeded\n")]
    [TestCase(
        $"workload,backend,seeded\nhub-hydration,{Bucket},s3://bucket/seeded?endpoint=http://127.0.0.1:1\n"
    )]
    public void Good_rows_need_no_job_file_and_have_no_problems(string csv)
    {
        Problems(csv).ShouldBeEmpty();
    }

    [Test]
    public void The_sample_of_the_documentation_is_good()
    {
        var sample = Path.Combine(AppContext.BaseDirectory, "TestData", "hub-workload.csv");
        Problems(File.ReadAllText(sample)).ShouldBeEmpty();
    }

    [TestCase("modules", "0", "1 to 100000")]
    [TestCase("modules", "many", "1 to 100000")]
    [TestCase("files", "-1", "number")]
    [TestCase("size", "16k-1k", "1k-16k")]
    [TestCase("size", "big", "1k-16k")]
    [TestCase("duplicates", "1.5", "0.3")]
    [TestCase("duplicates", "NaN", "0.3")]
    [TestCase("seed", "x", "number")]
    [TestCase("seeded", "relative/path", "absolute")]
    [TestCase("backend", "ftp://x/y", "s3://")]
    [TestCase("backend", "s3://bucket", "s3://bucket/prefix")]
    [TestCase("backend", "s3://bucket//x", "s3://bucket/prefix")]
    [TestCase("hydration_threads", "9999", "0 to 1024")]
    [TestCase("provision_threads", "two", "0 to 1024")]
    [TestCase("pack", "maybe", "yes or no")]
    [TestCase("pack", "YES", "yes or no")]
    [TestCase("pack_threshold", "4k-8k", "64k")]
    [TestCase("pack_threshold", "2g", "64k")]
    [TestCase("dehydrate", "1", "yes or no")]
    public void A_value_that_is_none_is_told_with_line_column_and_remedy(
        string column,
        string value,
        string remedy
    )
    {
        var problem = Problems($"workload,{column}\nhub-hydration,\nhub-hydration,{value}\n")
            .ShouldHaveSingleItem();
        (problem.File, problem.Line, problem.Column, problem.Value).ShouldBe(
            ("cases.csv", 3, column, value)
        );
        problem.Severity.ShouldBe(ProblemSeverity.Error);
        problem.Remedy.ShouldContain(remedy);
    }

    [Test]
    public void Synthetic_modules_and_a_baseline_exclude_each_other()
    {
        var problems = Problems(
            "workload,modules,seeded\nhub-hydration,10,/data/seeded\nhub-hydration,10,\n"
        );
        problems.ShouldHaveSingleItem().Column.ShouldBe("modules");
    }

    [TestCase(Bucket, "/data/seeded")]
    [TestCase(Bucket, "s3://other/seeded?endpoint=http://127.0.0.1:1")]
    [TestCase("file", "s3://bucket/seeded")]
    public void A_baseline_is_where_its_backend_is(string backend, string seeded)
    {
        Problems($"workload,backend,seeded\nhub-hydration,{backend},{seeded}\n")
            .ShouldHaveSingleItem()
            .Column.ShouldBe("seeded");
    }

    [Test]
    public void A_folder_as_backend_needs_a_folder_as_data()
    {
        const string csv = $"workload,backend\nhub-hydration,\nhub-hydration,{Bucket}\n";
        Problems(csv).ShouldBeEmpty();
        var problem = Problems(csv, change: options => options with { Mount = "gcsfuse" })
            .ShouldHaveSingleItem();
        (problem.Line, problem.Column).ShouldBe((2, "backend"));
        problem.Reason.ShouldContain("gcsfuse");
    }

    [Test]
    public void A_column_that_changes_nothing_is_warned_about_once()
    {
        var problem = Problems(
                "workload,hydration_thread,io_type\nhub-hydration,4,\nhub-hydration,8,\n"
            )
            .ShouldHaveSingleItem();
        problem.Severity.ShouldBe(ProblemSeverity.Warning);
        (problem.Line, problem.Column).ShouldBe((2, "hydration_thread"));
        problem.Remedy.ShouldContain("hydration_threads");
    }

    [Test]
    public void Rows_of_fio_need_a_job_file_and_may_stand_beside_rows_of_hubs()
    {
        const string csv =
            "workload,io_type,block_size,modules\nhub-hydration,,,5\nfio,read,4k,\n,write,4k,\n";
        var missing = Problems(csv).ShouldHaveSingleItem();
        missing.ToString().ShouldStartWith("--fio-job-file: is missing, and 2 tests");
        missing.Reason.ShouldContain("line 3");
        Problems(csv, "[j]\ndirectory=${TEST_DATA_DIR}\nrw=${IO_TYPE}\nbs=${BS}\n").ShouldBeEmpty();
    }

    [TestCase("hub-hydration,10,100,1m-1m,", true)]
    [TestCase("hub-hydration,,,,/data/seeded", false)]
    public void Rows_are_estimated_from_their_shape(string row, bool known)
    {
        var request = FioEstimate.AddTo(
            HydrationEstimate.AddTo(
                Request(
                    $"workload,modules,files,size,seeded\n{row}\n",
                    "[j]\ntime_based\nruntime=60\n"
                )
            )
        );
        var config = new Planner(TimeProvider.System, []).Plan(request).Config.ShouldNotBeNull();
        var estimated = config.TestCases.Single().EstimatedSeconds;
        (estimated is not null).ShouldBe(known);
        (estimated ?? 7.54288).ShouldBe(2 + 0.1 + 0.2 + (1000 * 1048576 / 200e6), 1e-3);
    }

    private static IReadOnlyList<Problem> Problems(
        string csv,
        string? job = null,
        Func<RunOptions, RunOptions>? change = null
    ) =>
        new Planner(
            TimeProvider.System,
            WorkloadRules.All([new FioWorkload(), new HydrationWorkload(["bench"], "0")])
        )
            .Plan(Request(csv, job, change))
            .Problems;

    private static PlanRequest Request(
        string csv,
        string? job,
        Func<RunOptions, RunOptions>? change = null
    )
    {
        var options = SampleRecords.Options;
        return new PlanRequest
        {
            BenchmarkId = "t1",
            BenchVersion = "0",
            Writer = "w",
            Seed = 1,
            Options = change?.Invoke(options) ?? options,
            TestCsv = new SourceFile("cases.csv", Encoding.UTF8.GetBytes(csv)),
            JobFile = job is null
                ? SourceFile.None
                : new SourceFile("job.fio", Encoding.UTF8.GetBytes(job)),
            Vms = [new VmSpec { Name = "vm-1" }],
        };
    }
}
