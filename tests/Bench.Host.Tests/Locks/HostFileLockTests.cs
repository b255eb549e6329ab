using Bench.Host.Locks;
using Bench.Host.Processes;

namespace Bench.Host.Tests.Locks;

internal sealed class HostFileLockTests
{
    private static readonly ProcessRunner Runner = new();
    private TempFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TempFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    private string Path => _folder.File("made/when/needed/lock");

    [Test]
    public void One_holder_at_a_time_and_the_file_stays()
    {
        ulong device,
            inode;
        using (var held = HostFileLock.TryAcquire(Path).ShouldNotBeNull())
        {
            (device, inode) = (held.Device, held.Inode);
            HostFileLock.TryAcquire(Path).ShouldBeNull();
            HostFileLock.Probe(Path, device, inode).ShouldBe(LockState.Held);
        }

        File.Exists(Path).ShouldBeTrue();
        HostFileLock.Probe(Path, device, inode).ShouldBe(LockState.Free);
        using var again = HostFileLock.TryAcquire(Path).ShouldNotBeNull();
        again.Inode.ShouldBe(inode);
    }

    [Test]
    public void Its_holder_can_be_named_while_it_is_held_and_after()
    {
        HostFileLock.SignatureAt(Path).ShouldBe("");
        using (var held = HostFileLock.TryAcquire(Path).ShouldNotBeNull())
        {
            HostFileLock.SignatureAt(Path).ShouldBe("");
            held.Sign("the first holder");
            HostFileLock.SignatureAt(Path).ShouldBe("the first holder");
            held.Sign("shorter");
        }

        HostFileLock.SignatureAt(Path).ShouldBe("shorter");
        using var again = HostFileLock.TryAcquire(Path).ShouldNotBeNull();
        again.Sign("");
        HostFileLock.SignatureAt(Path).ShouldBe("");
    }

    [Test]
    public void What_cannot_be_told_is_unknown()
    {
        using var held = HostFileLock.TryAcquire(Path).ShouldNotBeNull();
        HostFileLock.Probe(Path, held.Device, held.Inode + 1).ShouldBe(LockState.Unknown);
        HostFileLock.Probe(Path, held.Device + 1, held.Inode).ShouldBe(LockState.Unknown);
        HostFileLock
            .Probe(_folder.File("absent"), held.Device, held.Inode)
            .ShouldBe(LockState.Unknown);
        File.Exists(_folder.File("absent")).ShouldBeFalse();
    }

    [Test]
    public async Task The_lock_dies_with_a_killed_holder()
    {
        HostFileLock.TryAcquire(Path).ShouldNotBeNull().Dispose();
        var (device, inode) = Seen();
        var holder = Runner.Start(
            new ProcessSpec("flock", ["--no-fork", "--exclusive", Path, "sleep", "300"])
        );
        await Until.TrueAsync(
            () => HostFileLock.Probe(Path, device, inode) == LockState.Held,
            "held by the program"
        );
        HostFileLock.TryAcquire(Path).ShouldBeNull();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var waiting = HostFileLock.AcquireAsync(
            Path,
            TimeSpan.FromMilliseconds(5),
            TimeProvider.System,
            patience.Token
        );
        waiting.IsCompleted.ShouldBeFalse();
        Signals.Send(holder.Identity, ProcessSignal.Kill).ShouldBe(SignalOutcome.Delivered);
        using var held = await waiting;
        held.Inode.ShouldBe(inode);
        (await holder.Completion).Signal.ShouldBe(9);

        (ulong Device, ulong Inode) Seen()
        {
            using var once = HostFileLock.TryAcquire(Path).ShouldNotBeNull();
            return (once.Device, once.Inode);
        }
    }

    [Test]
    public async Task Children_do_not_inherit_it()
    {
        var held = HostFileLock.TryAcquire(Path).ShouldNotBeNull();
        var child = Runner.Start(new ProcessSpec("sleep", ["300"]));
        using var other = System.Diagnostics.Process.Start("sleep", ["300"]);
        held.Dispose();
        var state = HostFileLock.Probe(Path, held.Device, held.Inode);
        other.Kill();
        await child.StopAsync(TimeSpan.FromSeconds(1));
        state.ShouldBe(LockState.Free);
    }

    [Test]
    public async Task Waiting_can_be_cancelled()
    {
        using var held = HostFileLock.TryAcquire(Path).ShouldNotBeNull();
        using var cancelled = new CancellationTokenSource();
        var waiting = HostFileLock.AcquireAsync(
            Path,
            TimeSpan.FromHours(1),
            TimeProvider.System,
            cancelled.Token
        );
        await cancelled.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(waiting);
    }

    [Test]
    public async Task Probing_never_keeps_anybody_from_the_lock()
    {
        ulong device,
            inode;
        using (var held = HostFileLock.TryAcquire(Path).ShouldNotBeNull())
            (device, inode) = (held.Device, held.Inode);
        using var stop = new CancellationTokenSource();
        var prober = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
                HostFileLock.Probe(Path, device, inode).ShouldNotBe(LockState.Unknown);
        });
        for (var i = 0; i < 200; i++)
        {
            using var held = await HostFileLock.AcquireAsync(
                Path,
                TimeSpan.FromMilliseconds(1),
                TimeProvider.System,
                CancellationToken.None
            );
            HostFileLock.Probe(Path, device, inode).ShouldBe(LockState.Held);
        }

        await stop.CancelAsync();
        await prober;
    }
}
