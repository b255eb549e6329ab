using Bench.Model.Claims;
using Bench.Protocol.Records;

namespace Bench.Protocol.Claims;

/// <summary>The claims on one VM, read forward by GET: epochs are dense, so the first absent one ends the chain.</summary>
public sealed class ClaimChain(RecordStore records, string vm)
{
    public string Vm { get; } = vm;

    /// <summary>The claim in force as last read.</summary>
    public Claim? Highest { get; private set; }

    public int NextEpoch => (Highest?.Epoch ?? 0) + 1;

    /// <summary>Reads what was added since and returns the claim in force.</summary>
    public async Task<Claim?> ReadOnAsync(CancellationToken cancel)
    {
        while (await records.GetAsync<Claim>(records.Keys.Claim(Vm, NextEpoch), cancel) is { } next)
        {
            Highest = next;
        }
        return Highest;
    }

    /// <summary>Tries to add a claim of the next epoch: whether it is in force now.</summary>
    public async Task<bool> TryAddAsync(Claim claim, CancellationToken cancel)
    {
        if (claim.Epoch != NextEpoch)
        {
            throw new ArgumentException(
                $"Epoch {claim.Epoch} is not the next one, {NextEpoch}.",
                nameof(claim)
            );
        }
        var outcome = await records.CreateAsync(records.Keys.Claim(Vm, claim.Epoch), claim, cancel);
        Highest = outcome.Record;
        return outcome.Won;
    }
}
