using System.Globalization;
using Bench.Host.Counters;
using Bench.Host.Processes;

namespace Bench.Host.Tests.Processes;

internal sealed class StoppingTests
{
    private static readonly ProcessRunner Runner = new();

    private static readonly string[] Fio =
    [
        "--name=forked",
        "--ioengine=null",
        "--size=1g",
        "--rw=read",
        "--numjobs=3",
        "--time_based",
        "--runtime=300",
        "--rate_iops=10",
    ];

    private TempFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TempFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    private async Task<IRunningProcess> StartReadyAsync(string script)
    {
        var process = Runner.Start(
            new ProcessSpec("bash", ["-c", script]) { StdoutPath = _folder.File("out") }
        );
        (await Until.TextAsync(_folder.File("out"))).ShouldStartWith("ready");
        return process;
    }

    [Test]
    public async Task A_child_that_ends_on_SIGTERM_ends_at_once()
    {
        var process = await StartReadyAsync(
            "trap 'exit 3' TERM; echo ready; while :; do sleep 0.01; done"
        );
        var exit = await process.StopAsync(TimeSpan.FromMinutes(5));
        exit.ExitCode.ShouldBe(3);
        process.Identity.IsAlive.ShouldBeFalse();
    }

    [Test]
    public async Task A_child_that_ignores_SIGTERM_is_killed_after_the_grace()
    {
        var process = await StartReadyAsync("trap '' TERM; echo ready; while :; do sleep 1; done");
        var begun = TimeProvider.System.GetTimestamp();
        var exit = await process.StopAsync(TimeSpan.FromMilliseconds(200));
        var took = TimeProvider.System.GetElapsedTime(begun);
        exit.Signal.ShouldBe(9);
        took.ShouldBeInRange(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(5));
    }

    [Test]
    public async Task Grandchildren_of_the_group_end_with_the_child()
    {
        var process = await StartReadyAsync(
            "for i in 1 2 3; do (trap '' TERM; sleep 300 & sleep 300) & done; echo ready; wait"
        );
        await Until.TrueAsync(() => InGroup(process.Pid).Count >= 7, "all started");
        await process.StopAsync(TimeSpan.FromMilliseconds(100));
        InGroup(process.Pid).ShouldBeEmpty();
    }

    [Test]
    public async Task A_group_that_outlives_a_killed_leader_is_ended()
    {
        var process = await StartReadyAsync(
            "(trap '' TERM; sleep 300) & sleep 300 & echo ready; wait"
        );
        Signals.Send(process.Identity, ProcessSignal.Kill).ShouldBe(SignalOutcome.Delivered);
        (await process.Completion).Signal.ShouldBe(9);
        InGroup(process.Pid).ShouldNotBeEmpty();
        (await process.StopAsync(TimeSpan.FromMilliseconds(100))).Signal.ShouldBe(9);
        InGroup(process.Pid).ShouldBeEmpty();
    }

    [Test]
    public async Task Stopping_what_has_ended_gives_its_exit()
    {
        var process = Runner.Start(new ProcessSpec("bash", ["-c", "exit 4"]));
        await process.Completion;
        (await process.StopAsync(TimeSpan.FromMinutes(5))).ExitCode.ShouldBe(4);
        Signals.Send(process.Identity, ProcessSignal.Kill).ShouldBe(SignalOutcome.Gone);
    }

    [Test]
    public async Task A_stopped_child_can_be_ended()
    {
        var process = await StartReadyAsync("echo ready; exec sleep 300");
        process.SignalGroup(ProcessSignal.Stop);
        await Until.TrueAsync(() => ProcessStat.TryRead(process.Pid)?.State == 'T', "stopped");
        (await process.StopAsync(TimeSpan.FromMilliseconds(50))).Signal.ShouldNotBeNull();
    }

    [Test]
    public async Task A_run_ends_at_its_limit_or_when_cancelled_or_by_itself()
    {
        var grace = TimeSpan.FromSeconds(1);
        var sleep = new ProcessSpec("sleep", ["300"]);
        var (exit, end) = await Runner
            .Start(sleep)
            .RunToEndAsync(TimeSpan.FromMilliseconds(20), grace, TimeProvider.System, default);
        (exit.Signal, end).ShouldBe((15, RunEnd.TimedOut));

        using var cancelled = new CancellationTokenSource();
        var run = Runner
            .Start(sleep)
            .RunToEndAsync(Timeout.InfiniteTimeSpan, grace, TimeProvider.System, cancelled.Token);
        await cancelled.CancelAsync();
        (exit, end) = await run;
        (exit.Signal, end).ShouldBe((15, RunEnd.Cancelled));

        (exit, end) = await Runner
            .Start(new ProcessSpec("true", []))
            .RunToEndAsync(Timeout.InfiniteTimeSpan, grace, TimeProvider.System, default);
        (exit.ExitCode, end).ShouldBe((0, RunEnd.Exited));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_child_dies_with_its_killed_parent_unless_it_is_detached(bool detached)
    {
        var parent = Runner.Start(
            HelperProgram.Spec(_folder.File("pid"), detached, "sleep", "300") with
            {
                StderrPath = _folder.File("err"),
            }
        );
        var pid = int.Parse(
            await Until.TextAsync(_folder.File("pid")),
            CultureInfo.InvariantCulture
        );
        var child = ProcessIdentity.Of(pid).ShouldNotBeNull();
        Signals.Send(parent.Identity, ProcessSignal.Kill).ShouldBe(SignalOutcome.Delivered);
        (await parent.Completion).Signal.ShouldBe(9);
        if (detached)
        {
            child.IsAlive.ShouldBeTrue();
            Signals.Send(child, ProcessSignal.Kill).ShouldBe(SignalOutcome.Delivered);
        }

        await Until.TrueAsync(() => !child.IsAlive, "child gone");
    }

    [Test]
    public async Task Jobs_that_fio_forked_end_when_its_parent_is_killed()
    {
        var parent = Runner.Start(
            HelperProgram.Spec(_folder.File("pid"), detached: false, ["fio", .. Fio]) with
            {
                WorkingDirectory = _folder.Root,
            }
        );
        var pid = int.Parse(
            await Until.TextAsync(_folder.File("pid")),
            CultureInfo.InvariantCulture
        );
        await Until.TrueAsync(() => InGroupOrBelow(pid).Count >= 4, "jobs forked");
        var all = InGroupOrBelow(pid)
            .Select(p => new ProcessIdentity(p.Pid, p.StartTimeTicks))
            .ToList();
        Signals.Send(parent.Identity, ProcessSignal.Kill).ShouldBe(SignalOutcome.Delivered);
        await Until.TrueAsync(() => !all.Exists(p => p.IsAlive), "fio and its jobs gone");
        (await parent.Completion).Signal.ShouldBe(9);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Descendants_in_sessions_of_their_own_end_with_it_if_so_specified(bool ends)
    {
        var pidFile = _folder.File("pid");
        var process = Runner.Start(
            new ProcessSpec(
                "setsid",
                [
                    "--fork",
                    "bash",
                    "-c",
                    "trap '' TERM; echo $$ >\"$1\"; sleep 300",
                    "bash",
                    pidFile,
                ]
            )
            {
                EndsDescendants = ends,
            }
        );
        var daemon = ProcessIdentity
            .Of(int.Parse(await Until.TextAsync(pidFile), CultureInfo.InvariantCulture))
            .ShouldNotBeNull();
        (await process.StopAsync(TimeSpan.FromMilliseconds(50))).ExitCode.ShouldBe(0);
        daemon.IsAlive.ShouldBe(!ends);
        Signals.Send(daemon, ProcessSignal.Kill);
    }

    [Test]
    public async Task What_a_stopped_program_started_in_turn_ends_with_it()
    {
        var parent = Runner.Start(
            HelperProgram.Spec(_folder.File("pid"), detached: true, "sleep", "300")
        );
        var child = ProcessIdentity
            .Of(int.Parse(await Until.TextAsync(_folder.File("pid")), CultureInfo.InvariantCulture))
            .ShouldNotBeNull();
        await parent.StopAsync(TimeSpan.FromSeconds(5));
        child.IsAlive.ShouldBeFalse();
    }

    [Test]
    public async Task Jobs_of_a_killed_fio_are_ended()
    {
        var fio = Runner.Start(new ProcessSpec("fio", Fio) { WorkingDirectory = _folder.Root });
        await Until.TrueAsync(() => InGroupOrBelow(fio.Pid).Count >= 4, "jobs forked");
        var all = InGroupOrBelow(fio.Pid)
            .Select(p => new ProcessIdentity(p.Pid, p.StartTimeTicks))
            .ToList();
        ProcessCounters.OfTree(fio.Pid).Count.ShouldBe(all.Count);
        Signals.Send(fio.Identity, ProcessSignal.Kill).ShouldBe(SignalOutcome.Delivered);
        (await fio.StopAsync(TimeSpan.FromMilliseconds(200))).Signal.ShouldBe(9);
        // One that is on its way out has no environment any more by which it could be found, and is there for a moment.
        await Until.TrueAsync(() => all.TrueForAll(p => !p.IsAlive), "all are gone");
    }

    [Test]
    public void A_later_process_with_the_same_pid_is_not_signalled()
    {
        var stranger = ProcessIdentity.Current with { StartTimeTicks = 1 };
        stranger.IsAlive.ShouldBeFalse();
        Signals.Send(stranger, ProcessSignal.Kill).ShouldBe(SignalOutcome.Gone);
        ProcessIdentity.Current.IsAlive.ShouldBeTrue();
    }

    private static List<ProcessStat> InGroup(int group) =>
        [.. ProcessStat.All().Where(p => p.GroupId == group && !p.IsZombie)];

    /// <summary>fio's jobs take sessions of their own.</summary>
    private static List<ProcessStat> InGroupOrBelow(int pid) =>
        [.. ProcessStat.All().Where(p => p.Pid == pid || p.GroupId == pid || p.ParentPid == pid)];
}
