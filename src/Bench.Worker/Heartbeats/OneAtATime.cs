namespace Bench.Worker.Heartbeats;

/// <summary>
/// Lets one call at a time through, in the order of asking. Unlike a semaphore it needs no thread of a pool: who waits
/// goes on where the one before it ends.
/// </summary>
internal sealed class OneAtATime
{
    private Task _last = Task.CompletedTask;

    /// <exception cref="OperationCanceledException">Cancelled before its turn came, or by the call itself.</exception>
    public async Task RunAsync(Func<Task> call, CancellationToken cancel)
    {
        var ended = new TaskCompletionSource();
        var before = Interlocked.Exchange(ref _last, ended.Task);
        try
        {
            await before.WaitAsync(cancel);
            await call();
        }
        finally
        {
            // One that gave up waiting must not let the next one pass the call that still goes on.
            _ = EndAfterAsync(before, ended);
        }
    }

    private static async Task EndAfterAsync(Task before, TaskCompletionSource ended)
    {
        await before;
        ended.SetResult();
    }
}
