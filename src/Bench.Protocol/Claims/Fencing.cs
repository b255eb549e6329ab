using Bench.Model.Claims;
using Bench.Model.Json;
using Bench.Protocol.Records;

namespace Bench.Protocol.Claims;

/// <summary>Ends a VM's right to its spec.</summary>
public static class Fencing
{
    /// <summary>
    /// Puts a fence in force, whatever the VM does meanwhile: who loses the race for an epoch reads on and tries the
    /// next one. A fence that is in force already is left.
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
            if (await chain.ReadOnAsync(cancel) is { Kind: ClaimKind.Fence } inForce)
            {
                return inForce;
            }
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
