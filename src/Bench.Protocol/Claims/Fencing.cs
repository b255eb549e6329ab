using Bench.Model.Claims;
using Bench.Model.Json;
using Bench.Protocol.Records;

namespace Bench.Protocol.Claims;

/// <summary>Ends a VM's right to its spec.</summary>
public static class Fencing
{
    /// <summary>The reason of a fence that follows the intention to seal, and of no other.</summary>
    public const string ForSeal = "the run is being sealed";

    /// <summary>
    /// Puts a new fence in force, whatever the VM does meanwhile: who loses the race for an epoch reads on and tries
    /// the next one. Comes after the decision that asks for it. A fence that is in force already is not enough, unless
    /// it is of that decision or a later one: a worker that has seen it, and a grant after it, may be about to claim the
    /// next epoch. Only a fence for the seal is left: after it nothing is granted.
    /// </summary>
    /// <param name="decision">Number of the decision that asks for it; null for the seal.</param>
    public static async Task<Claim> FenceAsync(
        RecordStore records,
        string vm,
        string reason,
        TimeProvider time,
        CancellationToken cancel,
        int? decision = null
    )
    {
        var chain = new ClaimChain(records, vm);
        while (true)
        {
            if (await chain.ReadOnAsync(cancel) is { } last && IsEnough(last, decision))
            {
                return last;
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
                Decision = decision,
            };
            if (await chain.TryAddAsync(fence, cancel))
            {
                return fence;
            }
        }
    }

    private static bool IsEnough(Claim last, int? decision) =>
        last.Kind == ClaimKind.Fence
        && (last.Reason == ForSeal || (decision is not null && last.Decision >= decision));
}
