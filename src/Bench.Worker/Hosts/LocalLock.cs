using Bench.Host.Locks;
using Bench.Host.Processes;
using Bench.Model.Claims;
using Bench.Protocol.Claims;
using Bench.Worker.Claiming;

namespace Bench.Worker.Hosts;

/// <summary>A lock file of this machine, held by this process.</summary>
internal sealed class LocalLock : IWorkerLock
{
    private readonly HostFileLock _held;

    public LocalLock(HostFileLock held)
    {
        _held = held;
        Probe = new HostLockProbe(held);
        Self = new ClaimHolder
        {
            HostName = Environment.MachineName,
            BootId = Probe.BootId,
            ProcessId = Environment.ProcessId,
            ProcessStartTicks = ProcessIdentity.Current.StartTimeTicks,
            LockPath = held.Path,
            LockDevice = (long)held.Device,
            LockInode = (long)held.Inode,
        };
    }

    public ClaimHolder Self { get; }

    public ILockProbe Probe { get; }

    public void Dispose() => _held.Dispose();
}
