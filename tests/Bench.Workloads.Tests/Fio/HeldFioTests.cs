using Bench.Host.Processes;
using Bench.Model.Results;
using Bench.Model.Runs;
using Bench.Workloads.Phases;

namespace Bench.Workloads.Tests.Fio;

/// <summary>A real fio that waits to be let go.</summary>
[CancelAfter(60_000)]
internal sealed class HeldFioTests
{
    private const string TwoJobs = """
        [global]
        directory=${TEST_DATA_DIR}
        ioengine=psync
        rw=${IO_TYPE}
        bs=${BS}
        filesize=${FILE_SIZE}
        [a]
        numjobs=2
        [b]
        """;

    [TestCase("read")]
    [TestCase("write")]
    public async Task It_does_nothing_until_it_is_let_go(string ioType, CancellationToken cancel)
    {
        using var bed = new FioBed();
        var iteration = Begin(bed, ioType);
        await iteration.PrepareAsync(bed.Phases, cancel);
        await using var held = await iteration.HoldAsync(cancel);
        held.ShouldNotBeNull();
        var before = Written(bed);

        held.Release();
        await iteration.MeasureAsync(bed.Phases, cancel);
        await iteration.CollectAsync(cancel);

        before.ShouldBe(ioType == "read" ? 3 * 65_536 : 0);
        Written(bed).ShouldBe(3 * 65_536);
        var kept = File.ReadAllText(iteration.Outputs.Single(o => o.Role == "fio_job").Path);
        kept.ShouldNotContain("exec_prerun", customMessage: "a kept job file can be run by hand");
        Directory
            .GetFiles(bed.Data, "*prerun*", SearchOption.AllDirectories)
            .ShouldBeEmpty("the measured data holds nothing else");
    }

    [Test]
    public async Task What_is_not_let_go_is_ended(CancellationToken cancel)
    {
        using var bed = new FioBed();
        var iteration = Begin(bed, "write");
        await iteration.PrepareAsync(bed.Phases, cancel);
        var held = await iteration.HoldAsync(cancel);
        OwnedProcesses.Find(owner => owner.Run == "run.held").ShouldNotBeEmpty();

        await held.ShouldNotBeNull().DisposeAsync();

        OwnedProcesses.Find(owner => owner.Run == "run.held").ShouldBeEmpty();
        Written(bed).ShouldBe(0);
    }

    [Test]
    public async Task One_that_cannot_begin_says_why(CancellationToken cancel)
    {
        using var bed = new FioBed();
        var iteration = Begin(bed, "write", TwoJobs + "\nioengine=nonsense\n");
        await iteration.PrepareAsync(bed.Phases, cancel);

        var failure = (
            await Should.ThrowAsync<IterationFailedException>(() => iteration.HoldAsync(cancel))
        ).Failure;

        failure.Kind.ShouldBe(FailureKinds.ExitCode);
        failure.Phase.ShouldBe(PhaseNames.Barrier);
        failure.Reason.ShouldContain("nonsense");
    }

    [Test]
    public async Task One_that_never_gets_there_is_ended_in_time(CancellationToken cancel)
    {
        using var bed = new FioBed();
        bed.StandIn("sleep 600");
        var iteration = Begin(bed, "write", timeoutSeconds: 0.2);
        await iteration.PrepareAsync(bed.Phases, cancel);

        var failure = (
            await Should.ThrowAsync<IterationFailedException>(() => iteration.HoldAsync(cancel))
        ).Failure;

        failure.Kind.ShouldBe(FailureKinds.Timeout);
        failure.Reason.ShouldContain("0 of fio's 3 jobs");
        OwnedProcesses.Find(owner => owner.Run == "run.held").ShouldBeEmpty();
    }

    [Test]
    public async Task A_job_that_does_something_before_it_begins_is_not_held(
        CancellationToken cancel
    )
    {
        using var bed = new FioBed();
        var iteration = Begin(bed, "write", TwoJobs + "\nstartdelay=1ms\n");
        await iteration.PrepareAsync(bed.Phases, cancel);

        (await iteration.HoldAsync(cancel)).ShouldBeNull();
        await iteration.MeasureAsync(bed.Phases, cancel);
        await iteration.CollectAsync(cancel);

        Written(bed).ShouldBe(3 * 65_536);
    }

    private static IWorkloadIteration Begin(
        FioBed bed,
        string ioType,
        string job = TwoJobs,
        double timeoutSeconds = 60
    ) =>
        bed.Begin(
            ioType,
            job,
            timeoutSeconds: timeoutSeconds,
            change: request =>
                request with
                {
                    Options = request.Options with { Distribution = DistributionMode.Replicate },
                    Run = "run.held",
                    Environment = new Dictionary<string, string?>
                    {
                        [OwnerMark.Variable] = "run.held/vm-1/1",
                    },
                }
        );

    /// <summary>Bytes of the files with content: fio makes the files that it will write before it begins, empty of it.</summary>
    private static long Written(FioBed bed) =>
        Directory
            .GetFiles(bed.Data, "*", SearchOption.AllDirectories)
            .Where(path => Path.GetFileName(path)[0] is 'a' or 'b')
            .Select(File.ReadAllBytes)
            .Where(bytes => bytes.AsSpan().ContainsAnyExcept((byte)0))
            .Sum(bytes => (long)bytes.Length);
}
