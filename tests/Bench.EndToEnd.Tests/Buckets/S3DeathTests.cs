using Bench.EndToEnd.Tests.Harness;
using Bench.EndToEnd.Tests.Recomputation;

namespace Bench.EndToEnd.Tests.Buckets;

/// <summary>Deaths and ends of runs whose records are in a real bucket: everything counts once.</summary>
public sealed class S3DeathTests
{
    private static readonly RunSetup Setup = new()
    {
        Job = Given.TimedJob("300ms"),
        More = ["--lease", "5"],
    };

    [Test]
    public async Task A_worker_and_then_all_are_killed_and_resume_finishes()
    {
        await using var bed = await S3Bed.CreateAsync();
        using var run = Setup.Start(bed.Sandbox);
        await bed.Mirror.WaitAsync("t1/results/", "/iteration-", 1, run);
        Signals.Send(bed.Sandbox.Worker("vm-1").ShouldNotBeNull().Pid, Signals.Kill);
        await bed.Mirror.WaitAsync("t1/claims/", "vm-1/000002.json", 1, run);
        foreach (var process in bed.Sandbox.Processes.Where(p => p.Owner is null))
        {
            Signals.Send(process.Pid, Signals.Kill);
        }
        await run.EndAsync();
        var before = await bed.Mirror.CopyAsync("t1");
        before.Has("sealed.json").ShouldBeFalse();
        var committed = before.Committed();

        var resumed = await bed.Sandbox.BenchAsync("resume", bed.RunUri());

        resumed.ShouldHaveCode(0);
        var copy = await bed.Mirror.CopyAsync("t1");
        committed.ShouldNotBeEmpty();
        foreach (var (name, text) in committed)
        {
            copy.Text(name).ShouldBe(text, "what is committed stays");
        }
        copy.Has("claims/vm-1/000003.json").ShouldBeTrue();
        SealedRun.ShouldBeWhole(copy, entries: 4, iterations: 2);
        bed.Sandbox.Processes.ShouldBeEmpty();
    }

    [Test]
    public async Task A_run_is_refused_while_its_id_is_taken_and_is_sealed_when_it_is_cancelled()
    {
        await using var bed = await S3Bed.CreateAsync();
        var setup = Setup with { Job = Given.TimedJob("600s"), Workers = 1 };
        using var run = setup.Start(bed.Sandbox);
        await Until.TrueAsync(
            () => bed.Sandbox.Children.Any(p => p.Measures),
            "it measures",
            () => run.Output + run.Errors
        );

        var second = await Setup.RunAsync(bed.Sandbox);
        var begun = TimeProvider.System.GetTimestamp();
        using var cancel = bed.Sandbox.Start("cancel", bed.RunUri());
        await Until.TrueAsync(() => bed.Sandbox.Children.Count == 0, "fio is gone");

        TimeProvider.System.GetElapsedTime(begun).ShouldBeLessThan(TimeSpan.FromSeconds(5));
        second.ShouldHaveCode(2).Errors.ShouldContain(bed.RunUri());
        (await cancel.EndAsync()).ShouldHaveCode(0).Output.ShouldContain("4 cancelled");
        (await run.EndAsync()).ShouldHaveCode(1);
        var copy = await bed.Mirror.CopyAsync("t1");
        copy.Seal["reason"]!.GetValue<string>().ShouldBe("cancelled");
        SealedRun.ReportShouldAgree(copy);
        var resumed = await bed.Sandbox.BenchAsync("resume", bed.RunUri());
        resumed.ShouldHaveCode(2).Errors.ShouldContain($"bench report '{bed.RunUri()}'");
    }

    [Test]
    public async Task A_detached_run_prints_command_lines_that_a_shell_takes()
    {
        await using var bed = await S3Bed.CreateAsync();
        var setup = Setup with
        {
            Tests = Given.OneTest,
            Configs = null,
            Job = Given.ShortJob,
            Iterations = 1,
            Workers = 1,
            More = ["--detach"],
        };

        var ended = (await setup.RunAsync(bed.Sandbox)).ShouldHaveCode(0);

        var watch = ended
            .Output.Split('\n')
            .Single(line => line.Contains("bench watch ", StringComparison.Ordinal));
        var command = watch[watch.IndexOf("bench watch", StringComparison.Ordinal)..];
        bed.Sandbox.Environment["PATH"] =
            $"{Path.GetDirectoryName(Sandbox.Program)}:{Environment.GetEnvironmentVariable("PATH")}";
        using var shell = bed.Sandbox.StartProgram("sh", ["-c", command]);
        (await shell.EndAsync()).ShouldHaveCode(0).Output.ShouldContain("1 ok");
        await Until.TrueAsync(() => bed.Sandbox.Processes.Count == 0, "its coordinator ends");
        SealedRun.ShouldBeWhole(await bed.Mirror.CopyAsync("t1"), entries: 1, iterations: 1);
    }
}
