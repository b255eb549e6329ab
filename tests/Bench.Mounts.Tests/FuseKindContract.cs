using Bench.Host.Mounts;
using Bench.Host.Processes;
using Bench.Host.Tests;
using Bench.Mounts.Fuse;

namespace Bench.Mounts.Tests;

/// <summary>What every kind that mounts by a program of its own keeps to besides.</summary>
internal abstract class FuseKindContract : MountKindContract
{
    private static readonly CancellationToken Hurry = new(canceled: true);

    /// <summary>The text of a file of the source, seen without a mount; null if there is none.</summary>
    protected abstract Task<string?> StoredAsync(string name);

    [Test]
    public async Task What_was_flushed_is_stored()
    {
        var mounted = await MountAsync(await GoodSourceAsync());
        await File.WriteAllTextAsync(Path.Combine(mounted.Path, "new"), "text");
        await mounted.FlushAsync(TimeSpan.FromSeconds(30), CancellationToken.None);
        (await StoredAsync("new")).ShouldBe("text");
        await mounted.UnmountAsync(CancellationToken.None);
    }

    [Test]
    public async Task Unmounting_loses_nothing_that_was_written_just_before()
    {
        var mounted = await MountAsync(await GoodSourceAsync());
        await File.WriteAllTextAsync(Path.Combine(mounted.Path, "last"), "text");
        await mounted.UnmountAsync(CancellationToken.None);
        (await StoredAsync("last")).ShouldBe("text");
    }

    [Test]
    public async Task The_mount_is_gone_and_its_process_ended_after_unmounting()
    {
        var before = Mounts();
        var mounted = await MountAsync(await GoodSourceAsync());
        Mounts().Length.ShouldBe(before.Length + 1);
        var server = ProcessIdentity.Of(mounted.ProcessId.ShouldNotBeNull()).ShouldNotBeNull();
        await mounted.UnmountAsync(CancellationToken.None);
        Mounts().ShouldBe(before);
        server.IsAlive.ShouldBeFalse();
    }

    [Test]
    public async Task A_killed_server_is_told_with_its_log_and_leaves_nothing_mounted()
    {
        var before = Mounts();
        var mounted = await MountAsync(await GoodSourceAsync());
        Kill(mounted, ProcessSignal.Kill);
        await Until.TrueAsync(() => mounted.Death is not null, "death");
        mounted.Death.ShouldNotBeNull().ShouldContain(Kind.Name);
        mounted.Death!.ShouldContain("SIGKILL");
        await mounted.UnmountAsync(CancellationToken.None);
        Mounts().ShouldBe(before);
        var again = await MountAsync(await GoodSourceAsync());
        again.Death.ShouldBeNull();
        await again.UnmountAsync(CancellationToken.None);
    }

    [Test]
    public async Task A_server_that_hangs_lets_go_of_its_callers_when_it_is_aborted()
    {
        var before = Mounts();
        var mounted = await MountAsync(await GoodSourceAsync());
        Kill(mounted, ProcessSignal.Stop);
        var caller = Task.Run(() => Directory.GetFiles(mounted.Path));
        mounted.Death.ShouldBeNull();
        mounted.Abort();
        await Should.ThrowAsync<IOException>(() => caller);
        (await mounted.DeathSoonAsync()).ShouldNotBeNull().ShouldContain("abort");
        await mounted.UnmountAsync(CancellationToken.None);
        Mounts().ShouldBe(before);
    }

    [Test]
    public async Task A_server_that_hangs_can_be_unmounted_in_a_hurry()
    {
        var before = Mounts();
        var mounted = await MountAsync(await GoodSourceAsync());
        Kill(mounted, ProcessSignal.Stop);
        await mounted.UnmountAsync(Hurry);
        Mounts().ShouldBe(before);
    }

    [Test]
    public async Task A_busy_mount_is_taken_away_all_the_same()
    {
        var before = Mounts();
        var mounted = await MountAsync(await GoodSourceAsync());
        await using (File.OpenRead(Path.Combine(mounted.Path, "there.txt")))
        {
            await mounted.UnmountAsync(CancellationToken.None);
            Mounts().ShouldBe(before);
        }
    }

    [Test]
    public async Task Cancelling_while_it_mounts_leaves_nothing()
    {
        var before = Mounts();
        var source = await GoodSourceAsync();
        await Should.ThrowAsync<OperationCanceledException>(() =>
            MountAsync(Request(source), Hurry)
        );
        Mounts().ShouldBe(before);
    }

    [Test]
    public async Task Secrets_are_neither_in_the_command_line_nor_in_the_log()
    {
        var secret = System.Environment.GetEnvironmentVariable("BENCH_TEST_S3_SECRET_KEY")!;
        var mounted = await MountAsync(await GoodSourceAsync());
        (await File.ReadAllTextAsync($"/proc/{mounted.ProcessId}/cmdline")).ShouldNotContain(
            secret
        );
        await mounted.UnmountAsync(CancellationToken.None);
        foreach (var log in mounted.Logs.Where(File.Exists))
        {
            (await File.ReadAllTextAsync(log)).ShouldNotContain(secret);
        }
    }

    [Test]
    public async Task A_missing_program_is_told_with_what_to_install()
    {
        var request = Request("s3://b") with { Program = "/no/such/program" };
        var error = await Should.ThrowAsync<MountException>(() =>
            Kind.ToolsAsync(request.Processes, request.Program, CancellationToken.None)
        );
        error.Message.ShouldContain("/no/such/program");
        error.Message.ShouldContain("install");
    }

    [Test]
    public async Task A_later_worker_takes_away_what_a_dead_one_left_and_no_other_mount()
    {
        var foreign = Directory.CreateDirectory(Path.Combine(Workspace, "foreign")).FullName;
        var mounted = await MountAsync(await GoodSourceAsync());
        Mount("tmpfs", foreign);
        try
        {
            Kill(mounted, ProcessSignal.Kill);
            await Until.TrueAsync(() => mounted.Death is not null, "death");
            var ended = await FuseLeftovers.EndAsync(
                Scratch,
                new ProcessRunner(),
                TimeProvider.System
            );
            ended.Ended.ShouldBe([mounted.Path]);
            ended.Left.Select(left => left.Point).ShouldBe([foreign]);
            MountTable.Read().At(foreign).ShouldNotBeNull();
            MountTable.Read().At(mounted.Path).ShouldBeNull();
        }
        finally
        {
            Unmount(foreign);
        }
    }

    [Test]
    public async Task A_mount_of_the_same_place_with_other_ids_is_left_alone()
    {
        var mounted = await MountAsync(await GoodSourceAsync());
        await File.WriteAllTextAsync(new FusePaths(Workspace).Record, "1 2");
        var ended = await FuseLeftovers.EndAsync(Scratch, new ProcessRunner(), TimeProvider.System);
        ended.Ended.ShouldBeEmpty();
        mounted.Death.ShouldBeNull();
        await mounted.UnmountAsync(CancellationToken.None);
    }

    protected static void Kill(IMounted mounted, ProcessSignal signal) =>
        Signals.Send(ProcessIdentity.Of(mounted.ProcessId!.Value)!.Value, signal);

    private static void Mount(string type, string point) => Run("mount", "-t", type, type, point);

    private static void Unmount(string point) => Run("umount", point);

    private static void Run(string program, params string[] arguments)
    {
        using var process = System.Diagnostics.Process.Start(program, arguments);
        process.WaitForExit();
        process.ExitCode.ShouldBe(0);
    }
}
