using Bench.Hub.Hydration;
using Bench.Hub.Modules;
using Bench.Hub.States;
using Bench.Storage;

namespace Bench.Hub.Collection;

/// <summary>
/// The right of one dehydration to fill one slot of its module. While its object is there no sweep deletes what it may
/// name; a sweep that ends it takes the slot away first.
/// </summary>
internal sealed class Session : IAsyncDisposable
{
    private readonly IObjectStore _store;
    private readonly SessionRecord _record;
    private readonly ModuleId _module;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _end = new();
    private Task _beating = Task.CompletedTask;
    private bool _undecided;

    private Session(
        IObjectStore store,
        ModuleId module,
        SessionRecord record,
        Publication publication,
        TimeProvider time
    )
    {
        (_store, _module, _record, _time) = (store, module, record, time);
        Publication = publication;
    }

    /// <summary>What the newest sweep may delete, as of its beginning.</summary>
    public Publication Publication { get; }

    public string Id => _record.Writer;

    public static async Task<Session> OpenAsync(
        IObjectStore store,
        Published published,
        ModuleId module,
        int slot,
        HydrationOptions options,
        TimeProvider time,
        CancellationToken cancel
    )
    {
        var record = new SessionRecord
        {
            Schema = SessionRecord.SchemaName,
            Writer = options.NewId(),
            Module = module.ToString(),
            Slot = slot,
            Hub = options.Hub,
            Sequence = 1,
        };
        // Before looking: a sweep that publishes later will find it.
        await store.PutAsync(StoreKeys.Session(record.Writer), StoreJson.Write(record), cancel);
        try
        {
            var publication = await published.LookAsync(store, cancel);
            var session = new Session(store, module, record, publication, time);
            session._beating = session.BeatAsync(options.SessionBeat);
            return session;
        }
        catch
        {
            await DeleteAsync(store, record.Writer);
            throw;
        }
    }

    /// <summary>Fills the slot: null when that was done, else what somebody else has put there.</summary>
    public async Task<ModuleState?> CommitAsync(ModuleState state, CancellationToken cancel)
    {
        var key = StoreKeys.State(_module, _record.Slot);
        // If the reply never comes the server may still do it, and later: then the session must stay until it is fenced.
        _undecided = true;
        var created = await _store.TryCreateAsync(key, StoreJson.Write(state), cancel);
        var catalog = new StateCatalog(_store);
        if (!created)
        {
            var there = await catalog.ReadAsync(_module, _record.Slot, cancel);
            if (there is null || there.Writer != state.Writer)
            {
                _undecided = false;
                return there
                    ?? state with
                    {
                        Kind = SlotKind.Fence,
                        Hub = "a hub whose state is gone again",
                    };
            }
        }
        var overruled = await OverruledAsync(catalog, state, cancel);
        _undecided = false;
        return overruled;
    }

    /// <summary>
    /// A slot below the newest state is free again after a sweep, so that one who slept meanwhile can fill it, to no
    /// effect: only the highest state counts.
    /// </summary>
    private async Task<ModuleState?> OverruledAsync(
        StateCatalog catalog,
        ModuleState state,
        CancellationToken cancel
    )
    {
        var slots = await catalog.SlotsAsync(_module, cancel);
        if (slots.Keys.All(number => number <= state.Number))
        {
            Version = slots.GetValueOrDefault(state.Number, "");
            return null;
        }
        var next = await catalog.ReadAsync(_module, state.Number + 1, cancel);
        return next?.Previous?.Writer == state.Writer
            ? null
            : next ?? state with { Kind = SlotKind.Fence, Hub = "a later state" };
    }

    /// <summary>What the store calls the state that was committed; empty when not known.</summary>
    public string Version { get; private set; } = "";

    public async ValueTask DisposeAsync()
    {
        StopBeating();
        await _beating;
        _end.Dispose();
        if (!_undecided)
        {
            await DeleteAsync(_store, _record.Writer);
        }
    }

    private void StopBeating() => _end.Cancel();

    private async Task BeatAsync(TimeSpan every)
    {
        try
        {
            for (var sequence = _record.Sequence + 1; ; sequence++)
            {
                await Task.Delay(every, _time, _end.Token);
                try
                {
                    var record = _record with { Sequence = sequence };
                    await _store.PutAsync(
                        StoreKeys.Session(Id),
                        StoreJson.Write(record),
                        _end.Token
                    );
                }
                catch (StoreException)
                {
                    // The next beat may come through; without any the slot is taken away, which the commit will find.
                }
            }
        }
        catch (OperationCanceledException)
        {
            // It has ended.
        }
    }

    /// <summary>One that stays is ended by the next sweep.</summary>
    private static async Task DeleteAsync(IObjectStore store, string id)
    {
        try
        {
            await store.DeleteAsync(StoreKeys.Session(id), CancellationToken.None);
        }
        catch (StoreException)
        {
            // The next sweep ends it.
        }
    }
}
