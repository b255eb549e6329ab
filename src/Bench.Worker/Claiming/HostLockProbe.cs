using Bench.Host.Identity;
using Bench.Host.Locks;
using Bench.Model.Claims;
using Bench.Protocol.Claims;
using ProtocolLockState = Bench.Protocol.Claims.LockState;

namespace Bench.Worker.Claiming;

/// <summary>Looks at lock files of this host.</summary>
/// <param name="own">
/// The lock that this process has taken itself. Where a dead holder had the same file, its lock is this process's now
/// and must not look like that of a living holder.
/// </param>
public sealed class HostLockProbe(HostFileLock? own = null) : ILockProbe
{
    public string BootId { get; } = HostDescription.ReadBootId();

    public ProtocolLockState Probe(ClaimHolder holder)
    {
        var (device, inode) = ((ulong)holder.LockDevice, (ulong)holder.LockInode);
        if (own is not null && own.Device == device && own.Inode == inode)
        {
            return ProtocolLockState.Free;
        }
        return HostFileLock.Probe(holder.LockPath, device, inode) switch
        {
            Host.Locks.LockState.Free => ProtocolLockState.Free,
            Host.Locks.LockState.Held => ProtocolLockState.Held,
            _ => ProtocolLockState.Unknown,
        };
    }
}
