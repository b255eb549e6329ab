using Bench.Model.Claims;
using Bench.Model.Json;
using Bench.Protocol.Records;

namespace Bench.Protocol.Claims;

/// <summary>Ends a VM's right to its spec.</summary>
public static class Fencing
{
    /// <summary>
    /// Puts a new fence in force, whatever the VM does meanwhile: who loses the race for an epoch reads on and tries
    /// the next one. Comes after the decision that asks for it. A fence that is in force already is not enough: a
    /// worker that has seen it, and a grant after it, may be about to claim the next epoch.
    /// </summary>
    public static async Task<Claim> FenceAsync(
        RecordStore records,
        string vm,
        string reason,
        TimeProvider time,
        CancellationToken cancel
    )
    {
        var chain = new ClaimChain(records, vm);
        while (true)
        {
            await chain.ReadOnAsync(cancel);
            var fence = new Claim
            {
                Schema = Schemas.Claim,
                Writer = WriterId.New(),
                Vm = vm,
                Epoch = chain.NextEpoch,
                Kind = ClaimKind.Fence,
                At = time.GetUtcNow(),
                Reason = reason,
            };
            if (await chain.TryAddAsync(fence, cancel))
            {
                return fence;
            }
        }
    }
}
