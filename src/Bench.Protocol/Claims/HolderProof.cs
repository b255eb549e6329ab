using Bench.Model.Claims;
using Bench.Model.Progress;
using Bench.Protocol.Records;

namespace Bench.Protocol.Claims;

/// <summary>State of a holder's lock as a process on this host sees it.</summary>
public enum LockState
{
    /// <summary>Nobody holds it: the holder is dead.</summary>
    Free,

    /// <summary>The holder lives.</summary>
    Held,

    /// <summary>The file cannot be seen from here, so nothing follows.</summary>
    Unknown,
}

/// <summary>Looks at the lock of a claim's holder on this host.</summary>
public interface ILockProbe
{
    /// <summary>Boot id of this host.</summary>
    string BootId { get; }

    LockState Probe(ClaimHolder holder);
}

/// <summary>Proves that the holder of a claim is dead, without comparing clocks of two machines.</summary>
public sealed class HolderProof(RecordStore records, ILockProbe locks, TimeProvider time)
{
    /// <summary>How often a silent holder's progress is looked at during one lease.</summary>
    private const int LooksPerLease = 10;

    /// <summary>
    /// True when the holder is dead: same boot id and its lock is free, or its progress did not grow for one lease on
    /// this process's monotonic clock.
    /// </summary>
    public async Task<bool> IsDeadAsync(Claim claim, TimeSpan lease, CancellationToken cancel)
    {
        if (claim.Holder is { } holder && holder.BootId == locks.BootId)
        {
            switch (locks.Probe(holder))
            {
                case LockState.Free:
                    return true;
                case LockState.Held:
                    return false;
                case LockState.Unknown:
                    break;
            }
        }
        return await IsSilentAsync(claim, lease, cancel);
    }

    private async Task<bool> IsSilentAsync(Claim claim, TimeSpan lease, CancellationToken cancel)
    {
        var first = await SequenceAsync(claim, cancel);
        var begin = time.GetTimestamp();
        long asked;
        do
        {
            await Task.Delay(lease / LooksPerLease, time, cancel);
            // A look tells of the time when it was asked for: a slow answer says nothing of the time it took.
            asked = time.GetTimestamp();
            if (await SequenceAsync(claim, cancel) > first)
            {
                return false;
            }
        } while (time.GetElapsedTime(begin, asked) < lease);
        return true;
    }

    private async Task<long> SequenceAsync(Claim claim, CancellationToken cancel)
    {
        var progress = await records.GetAsync<WorkerProgress>(
            records.Keys.Progress(claim.Vm, claim.Epoch),
            cancel
        );
        return progress?.Sequence ?? 0;
    }
}
