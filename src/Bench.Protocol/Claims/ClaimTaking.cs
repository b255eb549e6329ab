using Bench.Model.Claims;
using Bench.Model.Json;
using Bench.Protocol.Decisions;
using Bench.Protocol.Records;
using Bench.Protocol.Runs;

namespace Bench.Protocol.Claims;

/// <summary>What an attempt to act as a VM came to.</summary>
public abstract record ClaimOutcome
{
    private ClaimOutcome() { }

    /// <summary>This process acts as the VM.</summary>
    public sealed record Taken(Claim Claim) : ClaimOutcome;

    /// <summary>Another process holds the claim and is not proven dead; this one leaves.</summary>
    public sealed record HeldBy(Claim Claim) : ClaimOutcome;

    /// <summary>The VM's right has ended; it may claim again only for a later grant.</summary>
    public sealed record Fenced(Claim Claim) : ClaimOutcome;
}

/// <summary>Takes the claim of a VM if nobody living holds it.</summary>
public sealed class ClaimTaking(RecordStore records, HolderProof proof, TimeProvider time)
{
    public async Task<ClaimOutcome> TakeAsync(
        string vm,
        ClaimHolder self,
        RunState state,
        TimeSpan lease,
        CancellationToken cancel
    )
    {
        var chain = new ClaimChain(records, vm);
        while (true)
        {
            var inForce = await chain.ReadOnAsync(cancel);
            if (
                inForce is { Kind: ClaimKind.Fence }
                && !(
                    state.MayClaimAfterFence(vm)
                    && (await ReadStateAsync(cancel)).MayClaimAfterFence(vm)
                )
            )
            {
                return new ClaimOutcome.Fenced(inForce);
            }
            if (
                inForce is { Kind: ClaimKind.Holder }
                && !await proof.IsDeadAsync(inForce, lease, cancel)
            )
            {
                return new ClaimOutcome.HeldBy(inForce);
            }
            var claim = new Claim
            {
                Schema = Schemas.Claim,
                Writer = WriterId.New(),
                Vm = vm,
                Epoch = chain.NextEpoch,
                Kind = ClaimKind.Holder,
                At = time.GetUtcNow(),
                Holder = self,
            };
            if (await chain.TryAddAsync(claim, cancel))
            {
                return new ClaimOutcome.Taken(claim);
            }
        }
    }

    /// <summary>
    /// The decisions as they are now. A fence follows the decision that asks for it, so whoever has seen the fence and
    /// reads the decisions then knows whether a grant is later than it.
    /// </summary>
    private async Task<RunState> ReadStateAsync(CancellationToken cancel)
    {
        var run = await LoadedRun.LoadAsync(records, cancel);
        return await DecisionLog.ReadStateAsync(records, run.Config, cancel);
    }
}
