using Bench.Host.Tests;
using Bench.Model.Runs;
using Bench.Testing.Runs;
using Bench.Workloads.Phases;

namespace Bench.Workloads.Tests.Fio;

/// <summary>Every way in which fio can end badly is a failure with its kind and reason, and leaves nothing behind.</summary>
internal sealed class FioFailureTests
{
    [TestCase(
        "echo 'fio: it did not like that' >&2; exit 3",
        FailureKinds.ExitCode,
        "fio: it did not like that"
    )]
    [TestCase("kill -9 $$", FailureKinds.Killed, "SIGKILL")]
    [TestCase(
        "echo 'fio: io_u error on file x: No space left on device' >&2; exit 1",
        FailureKinds.DiskFull,
        "No space left"
    )]
    [TestCase("exit 0", FailureKinds.Output, "output does not count")]
    [TestCase(": > \"$out\"", FailureKinds.Output, "output does not count")]
    [TestCase(
        "printf '{\"fio version\":\"fio-3.33\",\"jobs\":[{\"jobname\":\"a\",' > \"$out\"",
        FailureKinds.Output,
        "output does not count"
    )]
    public async Task A_bad_end_is_a_failure(string script, string kind, string reason)
    {
        using var bed = new FioBed();
        bed.StandIn(script);
        var failure = await bed.FailureOfAsync(bed.Begin("write"));
        failure.Kind.ShouldBe(kind);
        failure.Reason.ShouldContain(reason);
        failure.Phase.ShouldBe(
            kind == FailureKinds.Output ? PhaseNames.Collect : PhaseNames.Measure
        );
        Directory.Exists(bed.OwnFolders).ShouldBeFalse();
    }

    [Test]
    public async Task The_exit_code_and_the_signal_are_kept()
    {
        using var bed = new FioBed();
        bed.StandIn("exit 7");
        (await bed.FailureOfAsync(bed.Begin("write"))).ExitCode.ShouldBe(7);
        bed.StandIn("kill -9 $$");
        (await bed.FailureOfAsync(bed.Begin("write", name: "i2"))).Signal.ShouldBe(9);
    }

    [Test]
    public async Task A_run_over_its_time_is_ended_with_its_children()
    {
        using var bed = new FioBed();
        bed.StandIn("sleep 600 & echo $! > \"$out.child\"; wait");
        var iteration = bed.Begin("write", timeoutSeconds: 0.3);
        var failure = await bed.FailureOfAsync(iteration);
        failure.Kind.ShouldBe(FailureKinds.Timeout);
        failure.Reason.ShouldContain("--iteration-timeout");
        var child = (await File.ReadAllTextAsync(iteration.Outputs[0].Path + ".child")).Trim();
        Lives(child).ShouldBeFalse();
        Directory.Exists(bed.OwnFolders).ShouldBeFalse();
    }

    [Test]
    public async Task Cancelling_ends_fio_and_is_no_failure()
    {
        using var bed = new FioBed();
        using var cancel = new CancellationTokenSource();
        bed.StandIn("echo $$ > \"$out.pid\"; sleep 600");
        var iteration = bed.Begin("write");
        var run = bed.RunAsync(iteration, cancel.Token);
        var pid = (await Until.TextAsync(iteration.Outputs[0].Path + ".pid")).Trim();
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => run);
        Lives(pid).ShouldBeFalse();
        Directory.Exists(bed.OwnFolders).ShouldBeFalse();
    }

    [Test]
    public async Task A_job_error_fails_although_fio_ended_well()
    {
        using var bed = new FioBed();
        bed.StandIn("""fio "$@" && sed -i '0,/"error" : 0/s//"error" : 5/' "$out" """);
        var failure = await bed.FailureOfAsync(bed.Begin("write"));
        failure.Kind.ShouldBe(FailureKinds.JobError);
        failure.Reason.ShouldContain("error 5");
    }

    /// <summary>The real fio with one more line in its job file, which the rules would refuse.</summary>
    private static string WithLastLine(string line) =>
        $"for job; do :; done; echo '{line}' >> \"$job\"; exec fio \"$@\"";

    [Test]
    public async Task A_run_without_any_io_fails()
    {
        using var bed = new FioBed();
        // fio ends well here: it only makes the files.
        bed.StandIn(WithLastLine("create_only=1"));
        var failure = await bed.FailureOfAsync(bed.Begin("write"));
        failure.Kind.ShouldBe(FailureKinds.Output);
        failure.Reason.ShouldContain("no I/O");
    }

    [Test]
    public async Task A_group_without_io_fails_although_another_group_did_some()
    {
        using var bed = new FioBed();
        bed.StandIn(WithLastLine("create_only=1"));
        var failure = await bed.FailureOfAsync(
            bed.Begin("write", job: FioBed.ReadJob + "\n[idle]\nstonewall\n")
        );
        failure.Kind.ShouldBe(FailureKinds.Output);
        failure.Reason.ShouldContain("group 1 ('idle') did no I/O");
    }

    [Test]
    public async Task Io_without_latency_bins_fails()
    {
        using var bed = new FioBed();
        bed.StandIn(WithLastLine("clat_percentiles=0"));
        var failure = await bed.FailureOfAsync(bed.Begin("write"));
        failure.Kind.ShouldBe(FailureKinds.Output);
        failure.Reason.ShouldContain("'job' did I/O but has no latency bins");
    }

    [Test]
    public async Task A_value_that_is_missing_fails_in_prepare_with_its_name()
    {
        using var bed = new FioBed();
        var failure = await bed.FailureOfAsync(
            bed.Begin("write", job: FioBed.ReadJob + "\niodepth=${IO_DEPTH}\n")
        );
        failure.Kind.ShouldBe(FailureKinds.Prepare);
        failure.Phase.ShouldBe(PhaseNames.Prepare);
    }

    [Test]
    public async Task A_layout_that_fails_leaves_no_set_that_looks_whole()
    {
        using var bed = new FioBed();
        bed.StandIn("exit 1");
        var failure = await bed.FailureOfAsync(bed.Begin("read"));
        (failure.Kind, failure.Phase).ShouldBe((FailureKinds.ExitCode, PhaseNames.Prepare));
        Directory.GetFiles(bed.ReadSets, "*.ready").ShouldBeEmpty();
    }

    [Test]
    public async Task Real_fio_that_cannot_do_what_it_is_asked_fails_with_its_words()
    {
        using var bed = new FioBed();
        var failure = await bed.FailureOfAsync(
            bed.Begin("write", job: FioBed.ReadJob + "\nno_such_option=1\n")
        );
        failure.Kind.ShouldBe(FailureKinds.ExitCode);
        failure.Reason.ShouldContain("no_such_option");
    }

    [TestCase("fio-2.1.3", DistributionMode.Even, "fio-2.1.3 is too old: ", "install fio 3.0")]
    [TestCase("fio-2.1.3", DistributionMode.Replicate, "too old: ", "install fio 3.30")]
    [TestCase(
        "fio-3.29",
        DistributionMode.Replicate,
        "too old for --distribution replicate",
        "install fio 3.30"
    )]
    [TestCase("hello", DistributionMode.Even, "no version of fio", "install fio 3.0")]
    public async Task Fio_that_is_too_old_or_none_is_told(
        string says,
        DistributionMode distribution,
        string words,
        string remedy
    )
    {
        var error = await Should.ThrowAsync<ToolException>(() => ToolsAsync(says, distribution));
        error.Message.ShouldContain(words);
        error.Message.ShouldContain(remedy);
    }

    [TestCase("fio-3.0", DistributionMode.Even)]
    [TestCase("fio-3.29", DistributionMode.Weighted)]
    [TestCase("fio-3.30", DistributionMode.Replicate)]
    [TestCase("fio-3.28", null)]
    public async Task Fio_that_is_new_enough_for_the_run_is_taken(
        string says,
        DistributionMode? distribution
    ) => (await ToolsAsync(says, distribution))["fio"].ShouldBe(says);

    private static async Task<IReadOnlyDictionary<string, string>> ToolsAsync(
        string says,
        DistributionMode? distribution
    )
    {
        using var folder = new TempFolder();
        var program = folder.File("fio");
        await File.WriteAllTextAsync(program, $"#!/bin/sh\necho {says}\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return await new Bench.Workloads.Fio.FioWorkload().ToolsAsync(
            distribution is { } mode ? SampleRecords.Options with { Distribution = mode } : null,
            new Redirected(program),
            default
        );
    }

    [Test]
    public async Task Fio_that_is_not_there_is_told()
    {
        var error = await Should.ThrowAsync<ToolException>(() =>
            new Bench.Workloads.Fio.FioWorkload().ToolsAsync(
                options: null,
                new Redirected("no-such-fio-anywhere"),
                default
            )
        );
        error.Message.ShouldContain("not on the PATH");
    }

    /// <summary>One that has ended and that nobody has waited for lives no more.</summary>
    private static bool Lives(string pid) =>
        Bench.Host.Processes.ProcessIdentity.Of(
            int.Parse(pid, System.Globalization.CultureInfo.InvariantCulture)
        )
            is { IsAlive: true };

    private sealed class Redirected(string program) : Bench.Host.Processes.IProcessRunner
    {
        public Bench.Host.Processes.IRunningProcess Start(Bench.Host.Processes.ProcessSpec spec) =>
            new Bench.Host.Processes.ProcessRunner(TimeProvider.System).Start(
                spec with
                {
                    FileName = program,
                }
            );
    }
}
