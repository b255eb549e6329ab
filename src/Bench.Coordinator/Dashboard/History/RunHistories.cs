using Bench.Coordinator.Watching;

namespace Bench.Coordinator.Dashboard.History;

/// <summary>
/// The histories of runs, each kept by one follower of its feed. It follows while somebody looks at the run, and a good
/// while after; the histories of the runs looked at last are kept beyond that.
/// </summary>
internal sealed class RunHistories(TimeProvider time, CancellationToken stopping)
{
    private const int MostEnded = 32;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Kept> _runs = new(StringComparer.Ordinal);

    /// <summary>The history of a run, which goes on from now if nobody followed.</summary>
    public RunHistory Of(string runId, IRunFeed feed)
    {
        lock (_gate)
        {
            if (!_runs.TryGetValue(runId, out var kept))
            {
                kept = new Kept();
                _runs[runId] = kept;
                Forget();
            }
            kept.LookedAt = time.GetTimestamp();
            if (kept.Following.IsCompleted || !ReferenceEquals(kept.Feed, feed))
            {
                // The feed of another process, or of a run that was let go, goes on in the same history.
                kept.Feed = feed;
                kept.Following = FollowAsync(kept, feed);
            }
            return kept.History;
        }
    }

    private async Task FollowAsync(Kept kept, IRunFeed feed)
    {
        await Task.Yield();
        try
        {
            await foreach (var happened in feed.FollowAsync(after: null, stopping))
            {
                kept.History.Apply(happened);
                if (IsOver(kept, feed))
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The service ends.
        }
    }

    private bool IsOver(Kept kept, IRunFeed feed)
    {
        lock (_gate)
        {
            return !ReferenceEquals(kept.Feed, feed)
                || time.GetElapsedTime(kept.LookedAt) > Patience;
        }
    }

    private void Forget()
    {
        var ended = _runs.Where(pair => pair.Value.Following.IsCompleted).ToList();
        foreach (var pair in ended.OrderBy(pair => pair.Value.LookedAt).SkipLast(MostEnded))
        {
            _runs.Remove(pair.Key);
        }
    }

    private sealed class Kept
    {
        public RunHistory History { get; } = new();
        public IRunFeed? Feed { get; set; }
        public long LookedAt { get; set; }
        public Task Following { get; set; } = Task.CompletedTask;
    }
}
