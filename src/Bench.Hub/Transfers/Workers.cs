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

    /// <summary>Does one thing.</summary>
    public async Task<T> RunAsync<T>(Func<Task<T>> work, CancellationToken cancel)
    {
        await _free.WaitAsync(cancel);
        try
        {
            return await work();
        }
        finally
        {
            _free.Release();
        }
    }

    public void Dispose() => _free.Dispose();

    private Task OneAsync<T>(
        T item,
        Func<T, CancellationToken, Task> work,
        CancellationToken cancel
    ) =>
        RunAsync(
            async () =>
            {
                await work(item, cancel);
                return true;
            },
            cancel
        );
}
