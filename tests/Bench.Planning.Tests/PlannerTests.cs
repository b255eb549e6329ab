using Bench.Model.Json;
using Bench.Model.Runs;
using Bench.Planning.Inputs;
using Bench.Planning.Problems;
using Bench.Planning.Validators;

namespace Bench.Planning.Tests;

public class PlannerTests
{
    [TestCase("read", 32)]
    [TestCase("write", 12)]
    public void Suites_load_unchanged(string suite, int entries)
    {
        var run = Given.Run(
            Given.Request with
            {
                TestCsv = Given.Suite($"{suite}_test_cases.csv"),
                ConfigsCsv = Given.Suite($"{suite}_mount_configs.csv"),
            }
        );

        run.EntryCount.ShouldBe(entries);
        run.Distribution.Sum(s => s.Entries.Count).ShouldBe(entries);
        // Counted over configs (outer) and test cases (inner).
        run.Entry(1).ConfigLabel.ShouldBe("grpc");
        run.Entry((entries / 2) + 1).ConfigLabel.ShouldBe("http1");
        run.Entry((entries / 2) + 1).TestId.ShouldBe("1");
    }

    [Test]
    public void The_run_holds_what_was_asked_for()
    {
        var request = Given.Request with
        {
            TestCsv = Given.File(Given.FirstGeneration, "a/b/cases.csv"),
        };
        var run = Given.Run(request);

        run.Schema.ShouldBe(Schemas.Run);
        run.Writer.ShouldBe(request.Writer);
        run.CreatedAt.ShouldBe(Given.Now);
        run.Seed.ShouldBe(42);
        run.BenchmarkId.ShouldBe("t1");
        run.BenchVersion.ShouldBe("0.1.0");
        run.Inputs.TestCsv.Name.ShouldBe("cases.csv");
        run.Inputs.TestCsv.Content.ShouldBe(request.TestCsv.Content);
        run.Distribution.Select(s => string.Join(',', s.Entries)).ShouldBe(["1,4", "2,5", "3,6"]);
    }

    [Test]
    public void Without_a_configs_csv_there_is_one_config()
    {
        var run = Given.Run(
            Given.Request with
            {
                ConfigsCsv = null,
                MountArgs = "--implicit-dirs --x='y z'",
            }
        );

        var config = run.Configs.ShouldHaveSingleItem();
        config.Commit.ShouldBe("master");
        config.MountArgs.ShouldBe(["--implicit-dirs", "--x=y z"]);
        run.Inputs.ConfigsCsv.ShouldBeNull();
    }

    [Test]
    public void Everything_that_is_wrong_is_reported_at_once()
    {
        var outcome = Given.Plan(
            Given.Request with
            {
                BenchmarkId = "My Run",
                TestCsv = Given.File("test_id,bs\na,4k\na,4k\nb\n"),
                ConfigsCsv = Given.File("commit,mount_args\nmaster,'\n", "configs.csv"),
                JobFile = new SourceFile("job.fio", [0xFF]),
                Vms = [new VmSpec { Name = "VM" }, new VmSpec { Name = "VM" }],
                Options = Given.Options with
                {
                    Iterations = 0,
                    Distribution = DistributionMode.Replicate,
                    LeaseSeconds = double.NaN,
                    RunTimeoutSeconds = 0,
                },
            },
            new NoFourK()
        );

        outcome.Config.ShouldBeNull();
        outcome
            .Problems.Select(p => $"{p.File}:{p.Line}")
            .ShouldBe(
                [
                    "cases.csv:2", // the caller's rule
                    "cases.csv:3", // a second 'a'
                    "cases.csv:4", // too few cells
                    "configs.csv:2",
                    "--benchmark-id:",
                    "--vm:",
                    "--vm:",
                    "--vm:",
                    "--iterations:",
                    "--timeout:",
                    "--lease:",
                    "job.fio:1",
                ],
                ignoreOrder: false
            );
        outcome
            .Problems[0]
            .ToString()
            .ShouldBe("cases.csv:2: column bs: '4k' is too small; write 8k");
    }

    [Test]
    public void A_plan_needs_a_vm() =>
        Given
            .Problems(Given.Request with { Vms = [] })
            .ShouldBe([
                "--vm: there is no VM to run on; name at least one, or start local workers with --workers 1",
            ]);

    [Test]
    public void Replicated_entries_run_on_all_vms_that_share_their_hosts_at_once()
    {
        var run = Given.Run(
            Given.Request with
            {
                Vms = Given.Vms(5),
                Options = Given.Options with { Distribution = DistributionMode.Replicate },
            }
        );

        run.Options.HostSharing.ShouldBe(HostSharing.Concurrent);
        run.Distribution.ShouldAllBe(share => share.Entries.Count == run.EntryCount);
    }

    [Test]
    public void Replicate_on_one_vm_is_warned_about() =>
        Given
            .Problems(
                Given.Request with
                {
                    Vms = Given.Vms(1),
                    Options = Given.Options with { Distribution = DistributionMode.Replicate },
                }
            )
            .ShouldHaveSingleItem()
            .ShouldContain("tells nothing of several at once");

    [TestCase(-1, DistributionMode.Even, "is not a number from 0 to 20")]
    [TestCase(21, DistributionMode.Even, "is not a number from 0 to 20")]
    [TestCase(1, DistributionMode.Replicate, "has no effect with --distribution replicate")]
    public void Retries_that_cannot_be_are_refused(
        int retries,
        DistributionMode distribution,
        string reason
    )
    {
        var outcome = Given.Plan(
            Given.Request with
            {
                Options = Given.Options with { Retries = retries, Distribution = distribution },
            }
        );

        outcome.Config.ShouldBeNull();
        outcome.Problems.ShouldContain(problem =>
            problem.ToString().StartsWith($"--retries: '{retries}' {reason}")
        );
    }

    [Test]
    public void Odd_iterations_and_idle_vms_are_warned_about_and_run()
    {
        var outcome = Given.Plan(
            Given.Request with
            {
                Vms = Given.Vms(5),
                Options = Given.Options with { Iterations = 3 },
            }
        );

        outcome.Problems.ShouldAllBe(p => p.Severity == ProblemSeverity.Warning);
        outcome
            .Problems.Select(p => p.ToString())
            .ShouldBe([
                "--iterations: warning: '3' is odd: the last block has no reverse, so a drift over time favours some configs; write 4",
                "--workers: warning: 5 VMs for 3 test cases: at least 2 will have nothing to do, as all configs of a test case run on one VM; use fewer VMs",
            ]);
        outcome.Config.ShouldNotBeNull().Distribution[4].Entries.ShouldBeEmpty();
    }

    [Test]
    public void Weighted_takes_known_durations_then_estimates_and_says_when_it_guesses()
    {
        var weighted = Given.Request with
        {
            Options = Given.Options with { Distribution = DistributionMode.Weighted },
            Vms = Given.Vms(2),
            Durations = DurationTable.Parse(Given.File("test_id,seconds\n1,100\n", "d.csv")).Value,
            EstimateSeconds = test => test.TestId is "2" ? 10 : null,
        };

        var outcome = Given.Plan(weighted);

        outcome.Config!.TestCases.Select(t => t.EstimatedSeconds).ShouldBe([100, 10, null]);
        outcome
            .Problems.ShouldHaveSingleItem()
            .ToString()
            .ShouldBe(
                "d.csv: warning: 1 of 3 test cases have no known duration (the first on line 4) and count as the mean of the others; add them to the durations"
            );
        Given
            .Problems(weighted with { Durations = null, EstimateSeconds = null })
            .ShouldHaveSingleItem()
            .ShouldContain("no test case has a known duration");
    }

    [Test]
    public void A_matrix_that_cannot_be_counted_is_refused()
    {
        var tests = string.Concat(Enumerable.Repeat("4k\n", 4000));
        var configs = string.Concat(Enumerable.Repeat("master,\n", 4000));
        var request = Given.Request with
        {
            TestCsv = Given.File($"bs\n{tests}"),
            ConfigsCsv = Given.File($"commit,mount_args\n{configs}", "configs.csv"),
        };

        Given
            .Problems(request)
            .ShouldBe([
                "cases.csv: has 4,000 test cases; with 4,000 configs these are 16,000,000 entries, more than the 10,000,000 that one run can have; split the CSV over several runs",
            ]);
    }

    [Test]
    public void A_hundred_thousand_rows_plan_completely()
    {
        const int rows = 100_000;
        var lines = Enumerable
            .Range(1, rows)
            .Select(i => $"read,{i % 96},{i % 1000}m,1m,1,30,1,t-{i}\n");
        var request = Given.Request with
        {
            TestCsv = Given.File(
                "io_type,num_jobs,file_size,block_size,io_depth,nr_files,direct,test_id\n"
                    + string.Concat(lines)
            ),
            Vms = Given.Vms(100),
        };

        foreach (
            var mode in new[]
            {
                DistributionMode.Even,
                DistributionMode.Weighted,
                DistributionMode.Contiguous,
            }
        )
        {
            var run = Given.Run(
                request with
                {
                    Options = Given.Options with { Distribution = mode },
                }
            );
            run.TestCases.Count.ShouldBe(rows);
            run.EntryCount.ShouldBe(2 * rows);
            run.Distribution.ShouldAllBe(s => s.Entries.Count == 2000);
        }
    }

    [Test]
    public void A_hundred_thousand_errors_are_all_counted()
    {
        const int rows = 100_000;
        var outcome = Given.Plan(
            Given.Request with
            {
                TestCsv = Given.File(
                    "test_id,bs\n" + string.Concat(Enumerable.Repeat("a,4k\n", rows))
                ),
            }
        );

        outcome.Config.ShouldBeNull();
        var lines = ProblemSummary.Lines(outcome.Problems);
        lines.Count.ShouldBe(ProblemSummary.DefaultShown + 2);
        lines[^1].ShouldBe("99,999 errors, 1 warning");
    }

    private sealed class NoFourK : IPlanRule
    {
        public string Name => "no-4k";

        public IEnumerable<Problem> Check(PlanDraft draft) =>
            draft
                .TestCases.Where(t => t.Params[ParameterNames.BlockSize] is "4k")
                .Select(t => draft.OfTest(t, ParameterNames.BlockSize, "is too small", "write 8k"));
    }
}
