using Bench.Hub.Hydration;
using Bench.Hub.States;
using Bench.Hub.Transfers;
using Bench.Storage;

namespace Bench.Hub.Collection;

/// <summary>
/// Deletes the content that no state names, beside running dehydrations: it publishes what might go, waits for all who
/// may not have seen that, looks again, and deletes what is still of no use.
/// </summary>
public sealed class ContentSweep(IObjectStore store, SweepOptions options, TimeProvider time)
{
    /// <exception cref="HydrationException">Another sweep runs, has ended this one, or something in the store is damaged.</exception>
    public async Task<SweepResult> RunAsync(CancellationToken cancel)
    {
        using var workers = new Workers(options.Threads);
        var claims = new SweepClaims(store, options, workers, time);
        try
        {
            if (options.DryRun)
            {
                var (seen, _, _) = await LookAsync(workers, int.MaxValue, cancel);
                return seen with { DryRun = true };
            }
            var claim = await claims.ClaimAsync(cancel);
            using var end = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            var beating = BeatAsync(claims, claim.Number, end.Token);
            try
            {
                return await SweepAsync(claims, claim, workers, cancel);
            }
            finally
            {
                Stop(end);
                await beating;
            }
        }
        catch (StoreException e)
        {
            throw new HydrationException($"garbage collection: {e.Message}", e);
        }
    }

    private async Task<SweepResult> SweepAsync(
        SweepClaims claims,
        SweepClaim claim,
        Workers workers,
        CancellationToken cancel
    )
    {
        var number = claim.Number;
        var (result, candidates, superseded) = await LookAsync(workers, number, cancel);
        result = result with { Number = number };
        // First: whatever a state names is there as long as the state is.
        await claims.DeleteAsync(superseded, cancel);
        var sessions = new Sessions(store, options, time);
        if (candidates.Count == 0)
        {
            await sessions.WaitAsync(onlySilent: true, cancel);
            result = result with { EndedSessions = sessions.Ended };
        }
        else
        {
            await WriteAsync(claims, claim, SweepNames.Candidates, [.. candidates.Keys], cancel);
            await sessions.WaitAsync(onlySilent: false, cancel);
            var live = await LiveReferences.ReadAsync(store, workers, cancel);
            await claims.DeleteAsync(live.Superseded, cancel);
            List<string> useless = [.. candidates.Keys.Where(key => !live.Keys.Contains(key))];
            await WriteAsync(claims, claim, SweepNames.Deletions, useless, cancel);
            await claims.DeleteAsync(useless, cancel);
            result = result with
            {
                EndedSessions = sessions.Ended,
                SupersededStates = superseded.Union(live.Superseded).Count(),
                DeletedObjects = useless.Count,
                DeletedBytes = useless.Sum(key => candidates[key]),
            };
        }
        await WriteAsync(claims, claim, SweepNames.Done, [], cancel);
        if (candidates.Count > 0)
        {
            await claims.TidyAsync(number, cancel);
        }
        return result;
    }

    /// <summary>What there is, and what of it in older prefixes no state names.</summary>
    private async Task<(
        SweepResult Result,
        SortedDictionary<string, long> Candidates,
        IReadOnlyList<string> Superseded
    )> LookAsync(Workers workers, int number, CancellationToken cancel)
    {
        var objects = new SortedDictionary<string, long>(StringComparer.Ordinal);
        await foreach (var found in store.ListAsync(StoreKeys.Content, cancel))
        {
            if (StoreKeys.TryParseContent(found.Key, out _, out _))
            {
                objects.Add(found.Key, found.Length);
            }
        }
        var live = await LiveReferences.ReadAsync(store, workers, cancel);
        var candidates = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var (key, length) in objects)
        {
            if (
                candidates.Count < options.MostCandidates
                && !live.Keys.Contains(key)
                && StoreKeys.TryParseContent(key, out var epoch, out _)
                && epoch < number
            )
            {
                candidates.Add(key, length);
            }
        }
        var result = new SweepResult
        {
            Modules = live.Modules,
            Objects = objects.Count,
            Bytes = objects.Values.Sum(),
            CandidateObjects = candidates.Count,
            CandidateBytes = candidates.Values.Sum(),
            SupersededStates = live.Superseded.Count,
        };
        return (result, candidates, live.Superseded);
    }

    private async Task WriteAsync(
        SweepClaims claims,
        SweepClaim claim,
        string name,
        IReadOnlyList<string> keys,
        CancellationToken cancel
    )
    {
        if (!await claims.TryWriteAsync(claim.Number, claim.Writer, name, keys, cancel))
        {
            throw new HydrationException(
                $"garbage collection {claim.Number} of {store.Uri} was ended by another one because it had shown no sign of life; nothing is lost; run it again"
            );
        }
    }

    private static void Stop(CancellationTokenSource end) => end.Cancel();

    private async Task BeatAsync(SweepClaims claims, int number, CancellationToken cancel)
    {
        try
        {
            for (long sequence = 1; ; sequence++)
            {
                try
                {
                    await claims.ShowLifeAsync(number, sequence, cancel);
                }
                catch (StoreException)
                {
                    // The next beat may come through; without any another sweep ends this one, which it will find.
                }
                await Task.Delay(options.Poll, time, cancel);
            }
        }
        catch (OperationCanceledException)
        {
            // It has ended.
        }
    }
}
