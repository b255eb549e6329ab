using Bench.Hub.Hydration;
using Bench.Hub.States;
using Bench.Hub.Transfers;
using Bench.Model.Json;
using Bench.Storage;

namespace Bench.Hub.Collection;

/// <summary>The numbered objects of sweeps: who may sweep, and the end of a sweep whose owner is gone.</summary>
internal sealed class SweepClaims(
    IObjectStore store,
    SweepOptions options,
    Workers workers,
    TimeProvider time
)
{
    private const int LeastPolls = 3;

    /// <summary>Claims the next number; a sweep before that stands still is brought to its end first.</summary>
    /// <exception cref="HydrationException">Another sweep runs.</exception>
    public async Task<SweepClaim> ClaimAsync(CancellationToken cancel)
    {
        var last = await NewestAsync(cancel);
        if (
            last > 0
            && await store.GetAsync(StoreKeys.Sweep(last, SweepNames.Done), cancel) is null
        )
        {
            await WaitForSilenceAsync(last, cancel);
            await FinishAsync(last, cancel);
        }
        var claim = new SweepClaim
        {
            Schema = SweepClaim.SchemaName,
            Writer = options.NewId(),
            Number = last + 1,
            Hub = options.Hub,
        };
        var key = StoreKeys.Sweep(claim.Number, SweepNames.Claim);
        if (!await store.TryCreateAsync(key, StoreJson.Write(claim), cancel))
        {
            var other = await ReadClaimAsync(claim.Number, cancel);
            if (other?.Writer != claim.Writer)
            {
                throw Busy(claim.Number, other);
            }
        }
        // A number that came to its end, and was tidied away, while this one slept is free again; the newest never is.
        var newest = await NewestAsync(cancel);
        if (newest > claim.Number)
        {
            await store.DeleteAsync(key, cancel);
            throw Busy(newest, await ReadClaimAsync(newest, cancel));
        }
        return claim;
    }

    /// <summary>Creates one of the lists of a sweep; false when another has ended the sweep.</summary>
    public async Task<bool> TryWriteAsync(
        int number,
        string owner,
        string name,
        IReadOnlyList<string> keys,
        CancellationToken cancel
    )
    {
        var record = new SweepKeys
        {
            Schema = SweepKeys.SchemaName,
            Writer = options.NewId(),
            Number = number,
            Hub = options.Hub,
            Owner = owner,
            Keys = keys,
        };
        return await store.TryCreateAsync(
                StoreKeys.Sweep(number, name),
                StoreJson.Write(record),
                cancel
            )
            || (await ReadKeysAsync(number, name, cancel))?.Writer == record.Writer;
    }

    public Task DeleteAsync(IReadOnlyList<string> keys, CancellationToken cancel) =>
        workers.RunAsync(keys, store.DeleteAsync, cancel);

    public Task ShowLifeAsync(int number, long sequence, CancellationToken cancel) =>
        store.PutAsync(
            StoreKeys.Sweep(number, SweepNames.Progress),
            StoreJson.Write(
                new SweepProgress { Schema = SweepProgress.SchemaName, Sequence = sequence }
            ),
            cancel
        );

    /// <summary>
    /// Deletes what sweeps before this one have left, but for those that were ended by others: their owners may wake up,
    /// and must then find that they cannot go on.
    /// </summary>
    public async Task TidyAsync(int number, CancellationToken cancel)
    {
        var names = new Dictionary<int, List<string>>();
        await foreach (var found in store.ListAsync(StoreKeys.Sweeps, cancel))
        {
            if (StoreKeys.TryParseSweep(found.Key, out var of, out _) && of < number)
            {
                if (!names.TryGetValue(of, out var keys))
                {
                    names[of] = keys = [];
                }
                keys.Add(found.Key);
            }
        }
        foreach (var (of, keys) in names)
        {
            var done = await ReadKeysAsync(of, SweepNames.Done, cancel);
            var claim = await ReadClaimAsync(of, cancel);
            if (done is not null && claim is not null && done.Owner == claim.Writer)
            {
                // The claim last: without it nobody could tell whose the rest is.
                await DeleteAsync(
                    [
                        .. keys.Where(key =>
                            !key.EndsWith("/claim.json", StringComparison.Ordinal)
                            && !key.EndsWith("/done.json", StringComparison.Ordinal)
                        ),
                    ],
                    cancel
                );
                await DeleteAsync(keys, cancel);
            }
        }
    }

    private async Task<int> NewestAsync(CancellationToken cancel)
    {
        var newest = 0;
        await foreach (var found in store.ListAsync(StoreKeys.Sweeps, cancel))
        {
            if (StoreKeys.TryParseSweep(found.Key, out var number, out _))
            {
                newest = Math.Max(newest, number);
            }
        }
        return newest;
    }

    private async Task WaitForSilenceAsync(int number, CancellationToken cancel)
    {
        var first = await SequenceAsync(number, cancel);
        var since = time.GetTimestamp();
        for (
            var polls = 0;
            polls < LeastPolls || time.GetElapsedTime(since) < options.Lease;
            polls++
        )
        {
            await Task.Delay(options.Poll, time, cancel);
            if (await store.GetAsync(StoreKeys.Sweep(number, SweepNames.Done), cancel) is not null)
            {
                return;
            }
            if (await SequenceAsync(number, cancel) != first)
            {
                throw Busy(number, await ReadClaimAsync(number, cancel));
            }
        }
    }

    /// <summary>
    /// Its owner can neither publish nor decide any more, unless it has: what it has decided to delete is deleted before
    /// anything that might be stored anew could get the same key.
    /// </summary>
    private async Task FinishAsync(int number, CancellationToken cancel)
    {
        var owner = options.NewId();
        await TryWriteAsync(number, owner, SweepNames.Candidates, [], cancel);
        await TryWriteAsync(number, owner, SweepNames.Deletions, [], cancel);
        if (await ReadKeysAsync(number, SweepNames.Deletions, cancel) is { } decided)
        {
            await DeleteAsync(decided.Keys, cancel);
        }
        await TryWriteAsync(number, owner, SweepNames.Done, [], cancel);
    }

    private async Task<long> SequenceAsync(int number, CancellationToken cancel)
    {
        var key = StoreKeys.Sweep(number, SweepNames.Progress);
        return await store.GetAsync(key, cancel) is { } content
            ? StoreJson
                .Read<SweepProgress>(
                    content,
                    SweepProgress.SchemaName,
                    StoreUris.Child(store.Uri, key)
                )
                .Sequence
            : 0;
    }

    private async Task<SweepClaim?> ReadClaimAsync(int number, CancellationToken cancel)
    {
        var key = StoreKeys.Sweep(number, SweepNames.Claim);
        return await store.GetAsync(key, cancel) is { } content
            ? StoreJson.Read<SweepClaim>(
                content,
                SweepClaim.SchemaName,
                StoreUris.Child(store.Uri, key)
            )
            : null;
    }

    private async Task<SweepKeys?> ReadKeysAsync(int number, string name, CancellationToken cancel)
    {
        var key = StoreKeys.Sweep(number, name);
        return await store.GetAsync(key, cancel) is { } content
            ? StoreJson.Read<SweepKeys>(
                content,
                SweepKeys.SchemaName,
                StoreUris.Child(store.Uri, key)
            )
            : null;
    }

    private HydrationException Busy(int number, SweepClaim? other) =>
        new(
            $"garbage collection {number} of {other?.Hub ?? "another hub"} runs on {store.Uri}; wait for its end"
        );
}
