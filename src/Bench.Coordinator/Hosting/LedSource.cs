using Bench.Coordinator.Leading;
using Bench.Coordinator.Watching.Feeds;
using Bench.Coordinator.Watching.Sources;
using Bench.Model.Decisions;
using Bench.Model.Json;
using Bench.Protocol.Decisions;
using Bench.Protocol.Records;
using Bench.Protocol.Runs;
using Bench.Storage;

namespace Bench.Coordinator.Hosting;

/// <summary>
/// Reads for the feed of a led run what its leader does not tell: the decisions themselves, who cancelled, and results
/// that no progress names. It reads beside the leader and never holds it up.
/// </summary>
internal sealed class LedSource(RecordStore records, LoadedRun run, RunFeed feed, TimeProvider time)
    : IDisposable
{
    private readonly DecisionLog _log = new(records, run.Config, CoordinatorSelf.Reader, time);
    private readonly UnexplainedResults _results = new(records, feed);
    private readonly SemaphoreSlim _news = new(0, 1);
    private readonly CancellationTokenSource _stopping = new();
    private int _decided;
    private bool _cancelSeen;

    /// <summary>The leader has looked, and knows the decisions up to this one.</summary>
    public void Look(int decided)
    {
        Volatile.Write(ref _decided, decided);
        try
        {
            _news.Release();
        }
        catch (SemaphoreFullException)
        {
            // A look is due already.
        }
    }

    /// <summary>Reads whenever the leader has looked, until it is stopped; never faults.</summary>
    public async Task RunAsync(
        Action<Decision> decided,
        Action<Cancellation> cancelled,
        CancellationToken cancel
    )
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, _stopping.Token);
        try
        {
            while (true)
            {
                await _news.WaitAsync(either.Token);
                await TryReadAsync(decided, cancelled, either.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // It is stopped.
        }
    }

    /// <summary>Reads the last decisions, so that the feed has them before the seal.</summary>
    public Task CompleteAsync() =>
        TryReadAsync(static _ => { }, static _ => { }, CancellationToken.None, all: true);

    public void Stop() => _stopping.Cancel();

    public void Dispose()
    {
        _news.Dispose();
        _stopping.Dispose();
    }

    private async Task TryReadAsync(
        Action<Decision> decided,
        Action<Cancellation> cancelled,
        CancellationToken cancel,
        bool all = false
    )
    {
        try
        {
            var known = feed.Ask(picture => picture.LastDecision);
            if (all || Volatile.Read(ref _decided) > known)
            {
                await _log.ReadOnAsync(cancel);
                foreach (var decision in _log.Decisions.Skip(known))
                {
                    feed.Update(picture => picture.Decided(decision));
                    decided(decision);
                }
            }
            if (
                !_cancelSeen
                && await records.GetAsync<Cancellation>(records.Keys.Cancel, cancel) is { } found
            )
            {
                _cancelSeen = true;
                feed.Update(picture => picture.Cancelled(found));
                cancelled(found);
            }
            await _results.ReadAsync(cancel);
        }
        catch (Exception e) when (e is StoreException or DocumentException)
        {
            // The leader meets the same store, and says so; the next look may be answered.
        }
    }
}
