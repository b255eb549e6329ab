using Bench.Fleet;

namespace Bench.Coordinator.Workers;

/// <summary>
/// Ends a wait when a worker ends. A worker is watched once, however often somebody waits: each wait of its own on what
/// completes much later would be remembered there until then.
/// </summary>
internal sealed class WorkerExits
{
    private TaskCompletionSource _next = new();

    /// <summary>Follows a worker that was just started.</summary>
    public void Watch(IWorkerHandle worker) => _ = WatchAsync(worker);

    /// <summary>Completes at the next end of a worker; at once where one has ended that nobody has looked at.</summary>
    /// <param name="anyEnded">Whether one has; asked after which no end is missed.</param>
    public Task NextUnless(Func<bool> anyEnded)
    {
        if (_next.Task.IsCompleted)
        {
            Volatile.Write(ref _next, new TaskCompletionSource());
        }
        Interlocked.MemoryBarrier();
        return anyEnded() ? Task.CompletedTask : _next.Task;
    }

    private async Task WatchAsync(IWorkerHandle worker)
    {
        await worker.Completion;
        Volatile.Read(ref _next).TrySetResult();
    }
}
