using Bench.Model.Claims;
using Bench.Protocol.Records;

namespace Bench.Protocol.Claims;

/// <summary>Whether a worker may go on.</summary>
public enum Standing
{
    /// <summary>It holds its claim and the run goes on.</summary>
    Valid,

    /// <summary>A later epoch is in force.</summary>
    Superseded,

    /// <summary>The run was cancelled.</summary>
    Cancelled,

    /// <summary>The run is sealed.</summary>
    Sealed,
}

/// <summary>Reads claim, cancel and seal for the holder of a claim: before each iteration and commit, and with every heartbeat.</summary>
public sealed class ClaimGuard(RecordStore records, Claim own, TimeProvider time)
{
    private long _confirmedAt = time.GetTimestamp();

    /// <summary>Time since the claim was last confirmed, on this process's monotonic clock.</summary>
    public TimeSpan SinceConfirmed => time.GetElapsedTime(Volatile.Read(ref _confirmedAt));

    public async Task<Standing> LookAsync(CancellationToken cancel)
    {
        // The lease counts from before the question was asked, or a slow answer would stretch it.
        var asked = time.GetTimestamp();
        if (await records.ExistsAsync(records.Keys.Seal, cancel))
        {
            return Standing.Sealed;
        }
        if (await records.ExistsAsync(records.Keys.Claim(own.Vm, own.Epoch + 1), cancel))
        {
            return Standing.Superseded;
        }
        if (await records.ExistsAsync(records.Keys.Cancel, cancel))
        {
            return Standing.Cancelled;
        }
        Confirm(asked);
        return Standing.Valid;
    }

    /// <summary>An answer that was overtaken by that to a later question takes nothing back.</summary>
    private void Confirm(long asked)
    {
        var before = Volatile.Read(ref _confirmedAt);
        while (asked > before)
        {
            var found = Interlocked.CompareExchange(ref _confirmedAt, asked, before);
            if (found == before)
            {
                return;
            }
            before = found;
        }
    }
}
