using Bench.Host.Identity;
using Bench.Host.Locks;
using Bench.Model.Claims;
using Bench.Protocol.Claims;
using ProtocolLockState = Bench.Protocol.Claims.LockState;

namespace Bench.Worker.Claiming;

/// <summary>Looks at lock files of this host.</summary>
public sealed class HostLockProbe : ILockProbe
{
    public string BootId { get; } = HostDescription.ReadBootId();

    public ProtocolLockState Probe(ClaimHolder holder) =>
        HostFileLock.Probe(
            holder.LockPath,
            (ulong)holder.LockDevice,
            (ulong)holder.LockInode
        ) switch
        {
            Host.Locks.LockState.Free => ProtocolLockState.Free,
            Host.Locks.LockState.Held => ProtocolLockState.Held,
            _ => ProtocolLockState.Unknown,
        };
}
