using System.Collections.Concurrent;
using Bench.Coordinator.Watching.Sources;
using Bench.Model.Json;
using Bench.Model.Keys;
using Bench.Model.Names;
using Bench.Protocol.Records;
using Bench.Protocol.Runs;
using Bench.Storage;

namespace Bench.Coordinator.Watching.Directories;

/// <summary>
/// The runs of a store, from the store alone: all in a list, and each by a feed that is kept current while somebody
/// watches it.
/// </summary>
public sealed class RunCatalogue(IObjectStore store, TimeProvider time) : IAsyncDisposable
{
    private const int RequestsInFlight = 8;

    /// <summary>How long the line of a run that is not sealed is taken for current.</summary>
    private static readonly TimeSpan HeadAge = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _opening = new(1);
    private readonly ConcurrentDictionary<string, OpenRun> _open = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (RunHead Head, long At)> _heads = new(
        StringComparer.Ordinal
    );

    /// <summary>The records of a run, whether there is such a run or not; null for what cannot be a run's id.</summary>
    public RecordStore? Records(string runId) =>
        Identifier.IsValid(runId) ? new RecordStore(store, new RunKeys(runId)) : null;

    /// <summary>The runs' ids, in any order. A folder that is no run may be among them.</summary>
    public async Task<IReadOnlyList<string>> IdsAsync(CancellationToken cancel)
    {
        var ids = new List<string>();
        await foreach (var folder in store.ListFoldersAsync(cancel))
        {
            if (Identifier.IsValid(folder))
            {
                ids.Add(folder);
            }
        }
        return ids;
    }

    /// <summary>All runs, newest first. One that cannot be read is left out.</summary>
    public async Task<IReadOnlyList<RunHead>> ListAsync(CancellationToken cancel)
    {
        var heads = new ConcurrentBag<RunHead>();
        await Parallel.ForEachAsync(
            await IdsAsync(cancel),
            new ParallelOptions
            {
                MaxDegreeOfParallelism = RequestsInFlight,
                CancellationToken = cancel,
            },
            async (id, token) =>
            {
                if (await HeadAsync(id, token) is { } head)
                {
                    heads.Add(head);
                }
            }
        );
        return [.. Newest(heads)];
    }

    public static IEnumerable<RunHead> Newest(IEnumerable<RunHead> heads) =>
        heads
            .OrderByDescending(head => head.CreatedAt)
            .ThenBy(head => head.Id, StringComparer.Ordinal);

    /// <summary>The feed of a run; null when there is no such run.</summary>
    public async Task<IRunFeed?> FindAsync(string runId, CancellationToken cancel)
    {
        if (_open.TryGetValue(runId, out var known) && !known.Closed.IsCompleted)
        {
            known.Use();
            return known.Feed;
        }
        await _opening.WaitAsync(cancel);
        try
        {
            if (_open.TryGetValue(runId, out known))
            {
                if (!known.Closed.IsCompleted)
                {
                    known.Use();
                    return known.Feed;
                }
                _open.TryRemove(runId, out _);
                await known.DisposeAsync();
            }
            if (await WatchAsync(runId, cancel) is not { } watched)
            {
                return null;
            }
            var open = OpenRun.Begin(watched, time);
            _open[runId] = open;
            return open.Feed;
        }
        finally
        {
            _opening.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var open in _open.Values)
        {
            await open.DisposeAsync();
        }
        _open.Clear();
        _opening.Dispose();
    }

    private async Task<RunHead?> HeadAsync(string runId, CancellationToken cancel)
    {
        if (_open.TryGetValue(runId, out var open) && !open.Closed.IsCompleted)
        {
            return open.Feed.Snapshot.Run;
        }
        if (
            _heads.TryGetValue(runId, out var known)
            && (known.Head.SealReason is not null || time.GetElapsedTime(known.At) < HeadAge)
        )
        {
            return known.Head;
        }
        try
        {
            using var watched = await WatchAsync(runId, cancel);
            if (watched is null)
            {
                return null;
            }
            var head = watched.Feed.Snapshot.Run;
            _heads[runId] = (head, time.GetTimestamp());
            return head;
        }
        catch (DocumentException)
        {
            return null;
        }
    }

    private async Task<WatchedRun?> WatchAsync(string runId, CancellationToken cancel)
    {
        if (Records(runId) is not { } records)
        {
            return null;
        }
        try
        {
            return await WatchedRun.OpenAsync(records, time, cancel);
        }
        catch (RunNotFoundException)
        {
            return null;
        }
    }
}
