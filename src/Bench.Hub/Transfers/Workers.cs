namespace Bench.Hub.Transfers;

/// <summary>Bounds what is hashed and moved at once over all modules.</summary>
internal sealed class Workers(int threads) : IDisposable
{
    private readonly SemaphoreSlim _free = new(Math.Max(threads, 1));

    /// <summary>Does the work of all items; the first failure ends the others.</summary>
    public async Task RunAsync<T>(
        IReadOnlyList<T> items,
        Func<T, CancellationToken, Task> work,
        CancellationToken cancel
    )
    {
        if (threads == 0 || items.Count == 1)
        {
            foreach (var item in items)
            {
                await OneAsync(item, work, cancel);
            }
            return;
        }
        await Parallel.ForEachAsync(
            items,
            new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancel },
            async (item, token) => await OneAsync(item, work, token)
        );
    }

    public void Dispose() => _free.Dispose();

    private async Task OneAsync<T>(
        T item,
        Func<T, CancellationToken, Task> work,
        CancellationToken cancel
    )
    {
        await _free.WaitAsync(cancel);
        try
        {
            await work(item, cancel);
        }
        finally
        {
            _free.Release();
        }
    }
}
