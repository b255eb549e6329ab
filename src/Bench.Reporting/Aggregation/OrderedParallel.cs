namespace Bench.Reporting.Aggregation;

/// <summary>Maps a sequence with a few items in work at a time and gives the results in the order of the sequence.</summary>
internal static class OrderedParallel
{
    /// <summary>How many results may wait for an earlier one, so that memory does not grow behind a slow item.</summary>
    private const int Ahead = 4;

    public static async IAsyncEnumerable<TOut> MapAsync<TIn, TOut>(
        IEnumerable<TIn> items,
        Func<TIn, CancellationToken, Task<TOut>> map,
        int degree,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel
    )
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using var slots = new SemaphoreSlim(degree);
        var pending = new Queue<Task<TOut>>();
        try
        {
            foreach (var item in items)
            {
                pending.Enqueue(Task.Run(() => InSlotAsync(item), stop.Token));
                if (pending.Count >= degree * Ahead)
                {
                    yield return await pending.Dequeue();
                }
            }
            while (pending.Count > 0)
            {
                yield return await pending.Dequeue();
            }
        }
        finally
        {
            await stop.CancelAsync();
            // Nothing may still read the store, or use the semaphore, after this has ended.
            await Task.WhenAll(pending).ContinueWith(_ => { }, TaskScheduler.Default);
        }

        async Task<TOut> InSlotAsync(TIn item)
        {
            await slots.WaitAsync(stop.Token);
            try
            {
                return await map(item, stop.Token);
            }
            finally
            {
                slots.Release();
            }
        }
    }
}
