using Bench.Model.Results;
using Bench.Model.Sealing;
using Bench.Reporting.Model;
using Bench.Reporting.Tests.Runs;
using static Bench.Reporting.Tests.Runs.ReplicatedRuns;

namespace Bench.Reporting.Tests.Aggregation;

[TestFixture]
public sealed class ReplicatedTests
{
    private const double Mebibyte = 1 << 20;
    private static readonly string[] Both = ["vm-1", "vm-2"];

    [Test]
    public async Task Rates_of_vms_are_summed_within_the_window_of_all()
    {
        var entry = await OneAsync(
            OneHost(Shared(Both, 0, 50, seconds: 10), Shared(Both, 0, 30, seconds: 10, after: 500))
        );

        var iteration = entry.Iterations.ShouldHaveSingleItem();
        var window = iteration.Window.ShouldNotBeNull();
        // From the second VM's start, but for the rounding of its log, to the first VM's last line.
        window.Seconds.ShouldBe(9.5 - 0.003, 1e-9);
        window.UncertaintySeconds.ShouldBe(0);
        (window.Clock, window.Ragged).ShouldBe(("one_host", false));
        (window.StartSkewLowSeconds, window.StartSkewHighSeconds).ShouldBe((0.5, 0.5));
        (window.GoSkewLowSeconds, window.GoSkewHighSeconds).ShouldBe((0, 0));
        // A log tells to within 3 ms when its process surely worked.
        (window.WorkSkewLowSeconds, window.WorkSkewHighSeconds).ShouldBe((0.497, 0.503));
        (window.FirstDoneSeconds, window.LastDoneSeconds).ShouldBe((10, 10.5));
        var read = iteration.Read.ShouldNotBeNull();
        read.BytesPerSecond.ShouldBe(80 * Mebibyte, 80 * Mebibyte * 1e-3);
        read.Low.ShouldBeInRange(76 * Mebibyte, read.BytesPerSecond);
        read.High.ShouldBeInRange(read.BytesPerSecond, 86 * Mebibyte);
        iteration.Write.ShouldBeNull();
        entry.Read!.Values.ShouldBe([read.BytesPerSecond]);
        iteration.Vms.Sum(vm => vm.Read!.BytesPerSecond).ShouldBe(read.BytesPerSecond, 1);
        entry.Vms.Select(vm => (vm.Vm, vm.Iterations)).ShouldBe([("vm-1", 1), ("vm-2", 1)]);
        iteration.Vms[1].AfterGoSeconds.ShouldBe(0.505);
    }

    [Test]
    public async Task Clocks_of_several_hosts_are_set_side_by_side_within_bounds()
    {
        var entry = await OneAsync(
            Hosts(Shared(Both, 3_600_000, 50), Shared(Both, -12_345, 50, after: 20))
        );

        var window = entry.Iterations[0].Window.ShouldNotBeNull();
        window.Clock.ShouldBe("coordinator");
        // The round trip is 2 ms; at the other end of 10 s the clocks may have drifted by 10 ms more.
        window.UncertaintySeconds.ShouldBeInRange(0.004, 0.03);
        (window.Seconds + window.UncertaintySeconds).ShouldBeGreaterThan(9.97);
        window.Seconds.ShouldBeLessThan(9.98);
        window.StartSkewLowSeconds.ShouldBeInRange(0.017, 0.02);
        window.StartSkewHighSeconds.ShouldBeInRange(0.02, 0.023);
        window.GoSkewLowSeconds.ShouldBe(0);
        window.GoSkewHighSeconds.ShouldBeInRange(0.002, 0.005);
        entry.Iterations[0].Vms[0].ClockUncertaintySeconds!.Value.ShouldBe(0.002, 0.0002);
        entry.Iterations[0].Read!.BytesPerSecond.ShouldBe(100 * Mebibyte, Mebibyte);
    }

    [Test]
    public async Task Without_exchanges_hosts_have_no_common_window()
    {
        var silent = Shared(Both, 0, 50);
        silent = silent with { Barrier = silent.Barrier! with { Exchanges = [] } };

        var entry = await OneAsync(Hosts(Shared(Both, 0, 50), silent));

        entry.Iterations[0].Window.ShouldBeNull();
        entry
            .Iterations[0]
            .NoWindow.ShouldBe("nothing tells the clock of vm-2 from those of the others");
        (entry.Read, entry.IterationsOk, entry.IterationsWithWindow).ShouldBe((null, 1, 0));
    }

    [Test]
    public async Task A_vm_that_works_much_longer_makes_the_window_ragged()
    {
        var entry = await OneAsync(OneHost(Shared(Both, 0, 50, 10), Shared(Both, 0, 50, 20)));

        entry.Iterations[0].Window!.Ragged.ShouldBeTrue();
        entry.Iterations[0].Window!.LongestSeconds.ShouldBe(20);
        entry.IterationsRagged.ShouldBe(1);
        entry.Iterations[0].Read!.BytesPerSecond.ShouldBe(100 * Mebibyte, Mebibyte);
    }

    [Test]
    public async Task An_iteration_that_lost_a_participant_does_not_count()
    {
        var run = Hosts(Shared(Both, 0, 50), Iteration.Failed("killed", "measure", "killed"));

        var entry = await OneAsync(run);

        entry.IterationsOk.ShouldBe(0);
        entry.Read.ShouldBeNull();
        entry.Iterations[0].NoWindow.ShouldBe("it has no good result of vm-2, and does not count");
        entry.Iterations[0].Vms.Select(vm => vm.Vm).ShouldBe(["vm-1"]);
    }

    [Test]
    public async Task A_job_that_ran_for_less_than_an_interval_leaves_no_window()
    {
        var brief = Shared(Both, 0, 50);

        var entry = await OneAsync(
            OneHost(
                brief,
                brief with
                {
                    Logs =
                    [
                        [],
                    ],
                }
            )
        );
        var none = await OneAsync(OneHost(brief, brief with { Logs = [] }));

        entry.Iterations[0].NoWindow!.ShouldContain("log of vm-2 is missing or empty");
        none.Iterations[0].NoWindow.ShouldBe(entry.Iterations[0].NoWindow);
    }

    [Test]
    public async Task Groups_of_jobs_are_never_summed()
    {
        var groups = new Iteration(FioFiles.Recorded("stonewall")) with
        {
            Barrier = Shared(Both, 0, 50).Barrier,
            Logs = Shared(Both, 0, 50).Logs,
        };

        var entry = await OneAsync(OneHost(groups, groups));

        entry.Iterations[0].NoWindow!.ShouldContain("several groups");
    }

    [Test]
    public async Task Windows_that_never_meet_are_told()
    {
        var entry = await OneAsync(
            OneHost(Shared(Both, 0, 50, seconds: 1), Shared(Both, 0, 50, after: 5_000))
        );

        entry
            .Iterations[0]
            .NoWindow.ShouldBe("there was no time in which all participants surely worked");
    }

    [Test]
    public async Task A_log_that_is_none_fails_its_iteration()
    {
        var bad = Shared(Both, 0, 50) with { Logs = ["1, 2, 9, 0, 0\n"u8.ToArray()] };

        var report = await ReportAggregatorTests.AggregateAsync(OneHost(Shared(Both, 0, 50), bad));

        report.Entries.Select(e => e.Status).ShouldBe([EntryStatus.Ok, EntryStatus.Failed]);
        report.Entries[1].Reason!.ShouldContain("direction 9");
        report.Replicated!.Single().IterationsOk.ShouldBe(0);
    }

    [Test]
    public async Task Unlike_hosts_and_starts_by_the_bucket_are_marked()
    {
        var report = await ReportAggregatorTests.AggregateAsync(Typical());

        var entry = report.Replicated.ShouldNotBeNull().ShouldHaveSingleItem();
        entry.HeterogeneousIn.ShouldBe(["cpu_model"]);
        entry
            .Iterations.Select(i => (i.Attempt, i.Participants.Count))
            .ShouldBe([(1, 3), (1, 3), (2, 2)]);
        entry.Iterations.ShouldAllBe(i => i.Signal == StartSignalKind.Channel);
        report
            .Combined!.Single()
            .Read!.ClatNs!.Count.ShouldBe(report.Entries.Sum(e => e.Read!.ClatNs!.Count));
    }

    [Test]
    public async Task Runs_without_a_barrier_have_no_such_section()
    {
        var report = await ReportAggregatorTests.AggregateAsync(SampleRuns.Small());

        report.Replicated.ShouldBeNull();
    }

    private static RunBuilder OneHost(Iteration first, Iteration second) =>
        New(1)
            .Vm("vm-1", h => h with { BootId = "boot" })
            .Vm("vm-2", h => h with { BootId = "boot" })
            .Ended(1, "vm-1", first)
            .Ended(1, "vm-2", second);

    private static RunBuilder Hosts(Iteration first, Iteration second) =>
        New(1).Vm("vm-1").Vm("vm-2").Ended(1, "vm-1", first).Ended(1, "vm-2", second);

    private static async Task<ReplicatedEntry> OneAsync(RunBuilder run) =>
        (await ReportAggregatorTests.AggregateAsync(run)).Replicated!.ShouldHaveSingleItem();
}
