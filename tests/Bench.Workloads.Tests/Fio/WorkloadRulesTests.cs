using System.Text;
using Bench.Model.Runs;
using Bench.Planning;
using Bench.Planning.Inputs;
using Bench.Planning.Problems;
using Bench.Testing.Runs;
using Bench.Workloads.Fio;

namespace Bench.Workloads.Tests.Fio;

internal sealed class WorkloadRulesTests
{
    private const string Job =
        "[global]\ndirectory=${TEST_DATA_DIR}\nrw=${IO_TYPE}\nbs=${BS}\n[j]\n";
    private const string Csv = "io_type,block_size\nread,4k\n";

    [Test]
    public void Good_inputs_have_no_problems()
    {
        Problems(Csv, Job).ShouldBeEmpty();
    }

    [Test]
    public void All_is_told_at_once_with_line_value_and_remedy()
    {
        var problems = Problems(
            "io_type,block_size,workload,direct\nread,4x,fio,0\nfly,4k,fio,0\nread,4k,dance,0\nread,,fio,2\n",
            Job + "gtod_reduce=1\nsize=${NO_SUCH}\n"
        );
        problems.ShouldContain(p => p.Line == 2 && p.Value == "4x" && p.Remedy.Contains("128k"));
        problems.ShouldContain(p => p.Line == 3 && p.Value == "fly" && p.Reason.Contains("mode"));
        problems.ShouldContain(p => p.Line == 4 && p.Value == "dance" && p.Remedy == "use fio");
        problems.ShouldContain(p => p.Line == 5 && p.Reason.Contains("empty"));
        problems.ShouldContain(p => p.Line == 5 && p.Value == "2" && p.Reason == "is not 0 or 1");
        problems.ShouldContain(p => p.File == "job.fio" && p.Line == 6 && p.Value == "gtod_reduce");
        problems.ShouldContain(p => p.File == "job.fio" && p.Line == 7 && p.Value == "${NO_SUCH}");
        problems.ShouldAllBe(p => p.Severity == ProblemSeverity.Error && p.Remedy.Length > 0);
    }

    [TestCase("4k\nexec_prerun=touch /tmp/x")]
    [TestCase("`touch /tmp/x`")]
    [TestCase("${HOME}")]
    [TestCase("$(id)")]
    [TestCase("4k;#")]
    [TestCase("a\u2028b")]
    [TestCase("a\u0000b")]
    [TestCase("\"4k")]
    public void A_value_can_never_be_more_than_a_value(string value)
    {
        var cell = $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        var problems = Problems(
            $"io_type,block_size,extra\nread,4k,{cell}\n",
            Job + "description=${EXTRA}\n"
        );
        problems.ShouldContain(p => p.Severity == ProblemSeverity.Error);
        problems.ShouldAllBe(p => !p.ToString().Contains('\n') && !p.ToString().Contains('\0'));
    }

    [TestCase("gtod_reduce=1")]
    [TestCase("disable_clat=1")]
    [TestCase("status-interval=1")]
    [TestCase("output=/tmp/x")]
    [TestCase("output-format=normal")]
    [TestCase("client=host")]
    [TestCase("daemonize=/tmp/pid")]
    [TestCase("exec_prerun=ls")]
    [TestCase("EXEC-POSTRUN=ls")]
    public void Options_that_spoil_figures_or_run_programs_are_refused(string option)
    {
        var problem = Problems(Csv, Job + option + "\n").ShouldHaveSingleItem();
        (problem.Line, problem.Severity).ShouldBe((6, ProblemSeverity.Error));
        problem.Reason.ShouldContain("refused");
    }

    [TestCase("stonewall", 0)]
    [TestCase("log_avg_msec=10", 1)]
    [TestCase("write_bw_log=x", 1)]
    [TestCase("[k]\nstonewall", 1)]
    public void Where_vms_measure_at_once_the_logs_are_benchs_own_and_there_is_one_group(
        string lines,
        int expected
    )
    {
        Problems(Csv, Job + lines + "\n").ShouldBeEmpty();

        var problems = Problems(Csv, Job + lines + "\n", distribution: DistributionMode.Replicate);

        problems
            .Count(p => p.File == "job.fio" && p.Reason.Contains("--distribution replicate"))
            .ShouldBe(expected);
        problems.ShouldAllBe(p => p.Remedy.Length > 0);
    }

    [TestCase("invalidate=1", 1)]
    [TestCase("invalidate", 1)]
    [TestCase("invalidate=0", 0)]
    public void Warm_refuses_a_job_that_evicts_its_files(string line, int expected)
    {
        var problems = Problems(Csv, Job + line + "\n", CacheMode.Warm);
        problems.Count.ShouldBe(expected);
        problems.ShouldAllBe(p => p.Line == 6 && p.Reason.Contains("cache mode 'warm'"));
        Problems(Csv, Job + line + "\n", CacheMode.Drop).ShouldBeEmpty();
    }

    [Test]
    public void A_job_file_that_never_names_the_data_is_warned_about()
    {
        var problem = Problems(Csv, "[j]\nrw=${IO_TYPE}\nbs=${BS}\n").ShouldHaveSingleItem();
        problem.Severity.ShouldBe(ProblemSeverity.Warning);
        problem.Remedy.ShouldContain("${TEST_DATA_DIR}");
    }

    [Test]
    public void A_value_that_makes_a_refused_line_is_told_before_anything_starts()
    {
        var problems = Problems(
            "io_type,block_size,engine\nread,4k,psync\nread,4k,exec\nread,8k,exec\n",
            Job + "ioengine=${ENGINE}\n"
        );

        var problem = problems.ShouldHaveSingleItem();
        problem.Line.ShouldBe(3);
        problem.Column.ShouldBe("engine");
        problem.Value.ShouldBe("exec");
        problem.Reason.ShouldContain("job.fio");
    }

    [Test]
    public void An_empty_cell_that_nothing_needs_is_no_problem()
    {
        Problems("io_type,block_size,note\nread,4k,\n", Job).ShouldBeEmpty();
    }

    [Test]
    public void Fios_own_words_are_no_placeholders()
    {
        Problems(Csv, Job + "filename_format=$jobname.$jobnum.$filenum\n").ShouldBeEmpty();
    }

    [TestCase("read,4k,100m,2,3", "", 3.145728)]
    [TestCase("read,4k,100m,2,3", "time_based\nruntime=2m\nramp_time=5s\n", 125.0)]
    [TestCase("read,4k,100m,2,3", "time_based=1\nruntime=1500ms\n", 1.5)]
    [TestCase("read,4k,100m,2,3", "runtime=60\n", 3.145728)]
    [TestCase("read,4k,100m,2,3", "time_based\nruntime=1h\n", 3600.0)]
    public void Estimates_take_the_fixed_time_else_the_bytes(
        string row,
        string options,
        double seconds
    )
    {
        var request = FioEstimate.AddTo(
            Request(
                $"io_type,block_size,file_size,num_jobs,nr_files\n{row}\n",
                Job + options,
                CacheMode.None
            )
        );
        var config = new Planner(TimeProvider.System, []).Plan(request).Config!;
        config.TestCases.Single().EstimatedSeconds!.Value.ShouldBe(seconds, 1e-9);
    }

    [Test]
    public void Nothing_is_estimated_from_nothing()
    {
        var request = FioEstimate.AddTo(Request(Csv, Job, CacheMode.None));
        var config = new Planner(TimeProvider.System, []).Plan(request).Config!;
        config.TestCases.Single().EstimatedSeconds.ShouldBeNull();
    }

    private static IReadOnlyList<Problem> Problems(
        string csv,
        string job,
        CacheMode cache = CacheMode.None,
        DistributionMode distribution = DistributionMode.Even
    ) =>
        new Planner(TimeProvider.System, WorkloadRules.All([new FioWorkload()]))
            .Plan(Request(csv, job, cache, distribution))
            .Problems;

    private static PlanRequest Request(
        string csv,
        string job,
        CacheMode cache,
        DistributionMode distribution = DistributionMode.Even
    ) =>
        new()
        {
            BenchmarkId = "t1",
            BenchVersion = "0",
            Writer = "w",
            Seed = 1,
            Options = SampleRecords.Options with { Cache = cache, Distribution = distribution },
            TestCsv = new SourceFile("cases.csv", Encoding.UTF8.GetBytes(csv)),
            JobFile = new SourceFile("job.fio", Encoding.UTF8.GetBytes(job)),
            Vms = [new VmSpec { Name = "vm-1" }],
        };
}
