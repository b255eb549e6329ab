using Bench.Model.Claims;
using Bench.Protocol.Claims;
using Bench.Simulation.Tests.Scheduling;
using Bench.Worker.Hosts;

namespace Bench.Simulation.Tests.Hosts;

/// <summary>Looks at lock files of its host, as the real probe does.</summary>
internal sealed class SimLockProbe(SimHost host, LockFile? own = null) : ILockProbe
{
    public string BootId { get; } = host.BootId;

    public LockState Probe(ClaimHolder holder)
    {
        if (own is not null && own.Inode == holder.LockInode)
        {
            return LockState.Free;
        }
        var file = host.FindLock(holder.LockPath);
        return file is null || file.Inode != holder.LockInode ? LockState.Unknown
            : file.Holder is null ? LockState.Free
            : LockState.Held;
    }
}

/// <summary>A lock that a worker holds.</summary>
internal sealed class SimLock : IWorkerLock
{
    private readonly LockFile _file;

    public SimLock(SimProcess process, LockFile file)
    {
        _file = file;
        file.Holder = process;
        Probe = new SimLockProbe(process.Host, file);
        Self = new ClaimHolder
        {
            HostName = process.Host.Name,
            BootId = process.Host.BootId,
            ProcessId = process.Id,
            ProcessStartTicks = process.StartedAt,
            LockPath = file.Path,
            LockDevice = 1,
            LockInode = file.Inode,
        };
    }

    public ClaimHolder Self { get; }

    public ILockProbe Probe { get; }

    public void Dispose() => _file.Holder = null;
}
