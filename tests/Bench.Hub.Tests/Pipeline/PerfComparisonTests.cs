using System.Text.Json;
using Bench.Hub.Pipeline.Archives;
using Bench.Hub.Pipeline.Comparing;
using Bench.Model.Hub;
using Bench.Model.Json;

namespace Bench.Hub.Tests.Pipeline;

public sealed class PerfComparisonTests
{
    [Test]
    public void Twice_as_slow_over_eight_iterations_is_worse_and_the_reverse_better()
    {
        var (slow, fast) = (Side("slow", 8, 2), Side("fast", 8, 1));
        Row(PerfComparison.Of(fast, slow), "provision").Verdict.ShouldBe(PerfVerdict.Worse);
        var row = Row(PerfComparison.Of(slow, fast), "provision");
        row.Verdict.ShouldBe(PerfVerdict.Better);
        row.Ratio.Estimate.ShouldNotBeNull().ShouldBe(0.5, 0.05);
    }

    [Test]
    public void The_same_is_undecided() =>
        Row(PerfComparison.Of(Side("a", 8, 1), Side("b", 8, 1, seed: 5)), "provision")
            .Verdict.ShouldBe(PerfVerdict.Undecided);

    [Test]
    public void One_iteration_decides_nothing_however_many_modules_it_has() =>
        PerfComparison
            .Of(Side("a", 1, 1), Side("b", 1, 9))
            .Rows.ShouldAllBe(row => row.Verdict == PerfVerdict.TooFew);

    [Test]
    public void A_quantile_is_given_only_with_enough_modules_beyond_it()
    {
        var names = PerfComparison.Of(Side("a", 2, 1), Side("b", 2, 1)).Rows.Select(r => r.Name);
        names.ShouldContain("provision of a module, p50");
        names.ShouldContain("provision of a module, p90");
        names.ShouldNotContain("provision of a module, p99");
    }

    [Test]
    public void What_else_differs_is_told()
    {
        var other = Changed(
            Side("b", 2, 1),
            i =>
                i with
                {
                    Options = i.Options with
                    {
                        ProvisionThreads = 4,
                        Pack = false,
                        PackThresholdBytes = 4096,
                    },
                }
        );
        PerfComparison
            .Of(Side("a", 2, 1), other)
            .Differences.ShouldBe([
                "pack: True → False",
                "pack threshold: default → 4096",
                "provision threads: default → 4",
            ]);
    }

    [Test]
    public void A_summary_that_does_not_tell_of_packs_is_of_packs() =>
        PerfComparison
            .Of(
                Side("a", 2, 1),
                Changed(Side("b", 2, 1), i => i with { Options = i.Options with { Pack = true } })
            )
            .Differences.ShouldBeEmpty();

    [Test]
    public void Iterations_with_failed_modules_are_in_no_figure_however_fast_they_were()
    {
        var slow = Side("slow", 8, 1);
        // Half of its iterations are ten times as fast, as their modules failed at once.
        var failing = new PerfSide(
            "failing",
            [.. slow.Iterations.Take(4), .. Failing(Side("f", 4, 0.1), 3).Iterations]
        );
        failing.LeftOut.Select(left => left.WhyNot).ShouldContain("f-0: 3 of 200 modules failed");
        var row = Row(PerfComparison.Of(slow, failing), "provision");
        row.Candidate.Values.Count.ShouldBe(4);
        row.Candidate.Min.ShouldBeGreaterThan(0.5);
        row.Verdict.ShouldBe(PerfVerdict.TooFew);
    }

    [Test]
    public void Where_all_iterations_failed_there_is_no_figure_and_no_verdict() =>
        PerfComparison.Of(Side("a", 8, 1), Failing(Side("b", 8, 0.1), 1)).Rows.ShouldBeEmpty();

    [Test]
    public void A_trace_has_each_phase_and_each_operation_of_modules()
    {
        var summary = Side("a", 1, 1).Iterations[0].Summary;
        using var trace = JsonDocument.Parse(TraceEvents.Of(summary));
        var events = trace.RootElement.GetProperty("traceEvents").EnumerateArray().ToList();
        var spans = events.Where(e => e.GetProperty("ph").GetString() == "X").ToList();
        spans.Select(e => e.GetProperty("name").GetString()).ShouldBe(["start", "provision"]);
        spans[1].GetProperty("ts").GetDouble().ShouldBe(1e6, 1e-3);
        var begins = events.Count(e => e.GetProperty("ph").GetString() == "b");
        begins.ShouldBe(summary.Modules.Count);
        events.Count(e => e.GetProperty("ph").GetString() == "e").ShouldBe(begins);
    }

    private static PerfRow Row(PerfComparison comparison, string name) =>
        comparison.Rows.Single(row => row.Name == name);

    private static PerfSide Side(string name, int iterations, double factor, int seed = 1) =>
        new(
            name,
            [
                .. Enumerable
                    .Range(0, iterations)
                    .Select(i => new ArchivedIteration($"{name}-{i}", Iteration(i, factor, seed))),
            ]
        );

    private static PerfSide Failing(PerfSide side, int failed) =>
        Changed(side, i => i with { Totals = i.Totals with { Failed = failed } });

    private static PerfSide Changed(PerfSide side, Func<HubPerfSummary, HubPerfSummary> change) =>
        new(side.Name, [.. side.Iterations.Select(i => i with { Summary = change(i.Summary) })]);

    private static HubPerfSummary Iteration(int number, double factor, int seed)
    {
        // A few per cent of noise, other at each seed, none of it random.
        var noise = 1 + (0.02 * (((number * 7) + (seed * 3)) % 5)) - 0.04;
        return new HubPerfSummary
        {
            Schema = Schemas.HubPerf,
            BenchVersion = "1",
            BeganAt = DateTimeOffset.UnixEpoch.AddMinutes(number),
            HostName = "host",
            ProcessorCount = 2,
            Options = new HubPerfOptions
            {
                Bucket = "b",
                Backend = "file",
                Dehydration = false,
                WipedHub = true,
                ColdBackend = false,
            },
            Baseline = new HubBaseline
            {
                Digest = "d",
                Objects = 1,
                Bytes = 1,
            },
            Phases =
            [
                new HubPhase
                {
                    Name = "start",
                    BeginSeconds = 0,
                    Seconds = 1,
                },
                new HubPhase
                {
                    Name = "provision",
                    BeginSeconds = 1,
                    Seconds = factor * noise,
                },
            ],
            Modules =
            [
                .. Enumerable
                    .Range(0, 200)
                    .Select(i => new HubModuleSummary
                    {
                        Module = $"m{i}",
                        ProvisionBeginSeconds = 0,
                        ProvisionSeconds = factor * noise * (1 + (i / 200.0)),
                    }),
            ],
            Totals = new HubTotals
            {
                Modules = 200,
                Ok = 200,
                Failed = 0,
            },
        };
    }
}
