using Bench.Coordinator.Watching.Sources;

namespace Bench.Coordinator.Watching.Directories;

/// <summary>A run that is looked at as long as somebody watches it, and for a while after.</summary>
internal sealed class OpenRun : IAsyncDisposable
{
    /// <summary>How long a run that nobody watches stays open, so that a page that is loaded again finds its feed.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromMinutes(1);

    private readonly WatchedRun _watched;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _closing = new();
    private long _usedAt;

    private OpenRun(WatchedRun watched, TimeProvider time)
    {
        (_watched, _time) = (watched, time);
        _usedAt = time.GetTimestamp();
    }

    public IRunFeed Feed => _watched.Feed;

    /// <summary>Completes when it has closed by itself, as nobody watched; never faults.</summary>
    public Task Closed { get; private set; } = Task.CompletedTask;

    public static OpenRun Begin(WatchedRun watched, TimeProvider time)
    {
        var open = new OpenRun(watched, time);
        open.Closed = open.FollowAsync(open._closing.Token);
        return open;
    }

    public void Use() => Volatile.Write(ref _usedAt, _time.GetTimestamp());

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await Closed;
        _watched.Dispose();
        _closing.Dispose();
    }

    private async Task FollowAsync(CancellationToken cancel)
    {
        var interval = TimeSpan.FromSeconds(
            Math.Max(0.1, _watched.Run.Config.Options.PollIntervalSeconds)
        );
        try
        {
            while (true)
            {
                await Task.Delay(interval, _time, cancel);
                if (_watched.Feed.Readers > 0)
                {
                    Use();
                }
                else if (_time.GetElapsedTime(Volatile.Read(ref _usedAt)) > Idle)
                {
                    return;
                }
                if (!_watched.Feed.Ended)
                {
                    await _watched.LookAsync(cancel);
                }
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // It is closed.
        }
        finally
        {
            _watched.Feed.End();
        }
    }
}
