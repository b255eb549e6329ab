namespace Bench.Worker.Heartbeats;

/// <summary>
/// Ends waits early when there is something to see. Who waits goes on where the timer or the caller is, so that nothing
/// needs a thread of a pool but the word of another thread.
/// </summary>
internal sealed class News(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly List<TaskCompletionSource> _waiting = [];
    private long _number;

    /// <summary>Grows with each news; read before a look, it tells whether there was some since.</summary>
    public long Number => Interlocked.Read(ref _number);

    /// <summary>There is something to see. May be called by any thread, which goes on at once.</summary>
    public void Tell()
    {
        lock (_gate)
        {
            Interlocked.Increment(ref _number);
            foreach (var waiting in _waiting)
            {
                ThreadPool.UnsafeQueueUserWorkItem(
                    static waits => waits.TrySetResult(),
                    waiting,
                    preferLocal: false
                );
            }
        }
    }

    /// <summary>Waits for news after that of a number, or for a time.</summary>
    public async Task WaitAsync(long seen, TimeSpan atMost, CancellationToken cancel)
    {
        var waiting = new TaskCompletionSource();
        lock (_gate)
        {
            if (Number != seen)
            {
                return;
            }
            _waiting.Add(waiting);
        }
        try
        {
            var least = TimeSpan.FromMilliseconds(1);
            await using var timer = time.CreateTimer(
                static waits => ((TaskCompletionSource)waits!).TrySetResult(),
                waiting,
                atMost > least ? atMost : least,
                Timeout.InfiniteTimeSpan
            );
            await waiting.Task.WaitAsync(cancel);
        }
        finally
        {
            lock (_gate)
            {
                _waiting.Remove(waiting);
            }
        }
    }
}
