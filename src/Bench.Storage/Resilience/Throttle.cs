namespace Bench.Storage.Resilience;

/// <summary>
/// How fast one client may ask its store. When the store asks to slow down, every request of the client waits, and
/// half as many run at once; each success after that allows a little more.
/// </summary>
internal sealed class Throttle(RequestSettings settings, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Queue<TaskCompletionSource> _waiting = new();
    private double _limit = settings.MaxConcurrency;
    private int _running;
    private int _peak;
    private int _cuts;
    private int _refusals;
    private long _pausedUntil = long.MinValue;

    /// <summary>Requests that may run at once now.</summary>
    public int Limit
    {
        get
        {
            lock (_lock)
            {
                return (int)_limit;
            }
        }
    }

    /// <summary>Waits until one more request may run. The number to give back with its end.</summary>
    public async ValueTask<int> EnterAsync(CancellationToken cancel)
    {
        while (true)
        {
            var pause = TimeSpan.Zero;
            TaskCompletionSource? turn = null;
            lock (_lock)
            {
                var now = time.GetTimestamp();
                if (now < _pausedUntil)
                {
                    pause = WholeMilliseconds(time.GetElapsedTime(now, _pausedUntil));
                }
                else if (_running < (int)_limit)
                {
                    _peak = Math.Max(_peak, ++_running);
                    return _cuts;
                }
                else
                {
                    turn = new(TaskCreationOptions.RunContinuationsAsynchronously);
                    _waiting.Enqueue(turn);
                }
            }
            await WaitAsync(turn, pause, cancel);
        }
    }

    /// <summary>A request ended.</summary>
    /// <param name="entered">What <see cref="EnterAsync"/> gave.</param>
    public void Exit(int entered, Exception? error)
    {
        lock (_lock)
        {
            _running--;
            if (error is StoreException { Error: StoreError.Throttled } refusal)
            {
                SlowDown(entered, refusal.RetryAfter);
            }
            else if (error is null)
            {
                _limit = Math.Min(settings.MaxConcurrency, _limit + (1 / _limit));
                _refusals = 0;
            }
            WakeNext();
        }
    }

    /// <summary>Of the many requests that were on their way when the store began to refuse, one counts.</summary>
    private void SlowDown(int entered, TimeSpan? retryAfter)
    {
        if (entered == _cuts)
        {
            _limit = Math.Max(1, Math.Min(_limit, _peak) / 2);
            _peak = _running;
            _cuts++;
            _refusals++;
        }
        var pause = retryAfter is { } asked
            ? RequestPolicy.Shorter(asked, settings.MaxRetryAfter)
            : RequestPolicy.Shorter(
                settings.FirstDelay * Math.Pow(2, Math.Min(_refusals, 20) - 1),
                settings.MaxDelay
            );
        var until = time.GetTimestamp() + (long)(pause.TotalSeconds * time.TimestampFrequency);
        _pausedUntil = Math.Max(_pausedUntil, until);
    }

    /// <summary>Lets the waiting look again: those that were cancelled meanwhile are passed over.</summary>
    private void WakeNext()
    {
        for (var free = (int)_limit - _running; free > 0 && _waiting.TryDequeue(out var turn); )
        {
            free -= turn.TrySetResult() ? 1 : 0;
        }
    }

    /// <summary>Timers cut what is less than one off; then the wait would end before the pause does.</summary>
    private static TimeSpan WholeMilliseconds(TimeSpan wait) =>
        TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds));

    private async Task WaitAsync(
        TaskCompletionSource? turn,
        TimeSpan pause,
        CancellationToken cancel
    )
    {
        try
        {
            await (turn is null ? Task.Delay(pause, time, cancel) : TurnAsync(turn, cancel));
        }
        catch (OperationCanceledException)
        {
            // The turn may have been this one's: another one takes it.
            lock (_lock)
            {
                WakeNext();
            }
            throw;
        }
    }

    private static async Task TurnAsync(TaskCompletionSource turn, CancellationToken cancel)
    {
        await using var registration = cancel.UnsafeRegister(
            static (state, token) => ((TaskCompletionSource)state!).TrySetCanceled(token),
            turn
        );
        await turn.Task;
    }
}
