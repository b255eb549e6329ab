using Bench.Hub.Hydration;
using Bench.Hub.Modules;
using Bench.Hub.States;
using Bench.Hub.Transfers;
using Bench.Storage;

namespace Bench.Hub.Collection;

/// <summary>
/// The right of one dehydration to fill one slot of its module. While the session's object is there no sweep deletes what
/// the dehydration may name; a sweep that ends it takes the slot away first.
/// </summary>
internal sealed class Session : IAsyncDisposable
{
    private readonly IObjectStore _store;
    private readonly Workers _workers;
    private readonly SharedSession _shared;
    private readonly StateCatalog _catalog;
    private readonly ModuleId _module;
    private readonly int _slot;
    private bool _undecided;

    private Session(
        IObjectStore store,
        Engine engine,
        SharedSession shared,
        ModuleId module,
        int slot
    )
    {
        (_store, _workers, _shared, _module, _slot) = (store, engine.Workers, shared, module, slot);
        _catalog = new StateCatalog(store, engine.Looks);
    }

    /// <summary>What the newest sweep may delete, as of its beginning.</summary>
    public Publication Publication => _shared.Publication;

    /// <summary>What the store calls the state that was committed; empty when not known.</summary>
    public string Version { get; private set; } = "";

    /// <summary>Those that begin at about the same time share an object.</summary>
    public static async Task<Session> OpenAsync(
        IObjectStore store,
        Engine engine,
        ModuleId module,
        int slot,
        CancellationToken cancel
    )
    {
        var opening = engine.Sessions.AskAsync(
            new SessionSlot(module.ToString(), slot),
            async slots =>
            {
                var shared = await SharedSession.OpenAsync(store, engine, slots);
                return [.. slots.Select(_ => shared)];
            }
        );
        try
        {
            return new Session(store, engine, await opening.WaitAsync(cancel), module, slot);
        }
        catch (OperationCanceledException)
        {
            // The others need not know.
            _ = LeaveWhenOpenAsync(opening, engine.Store);
            throw;
        }
    }

    /// <summary>Fills the slot: null when that was done, else what somebody else has put there.</summary>
    public async Task<ModuleState?> CommitAsync(ModuleState state, CancellationToken cancel)
    {
        var key = StoreKeys.State(_module, _slot);
        var content = StoreJson.Write(state);
        var created = await _workers.RunAsync(
            () =>
            {
                // If the reply never comes the server may still do it, and later: then the session must stay until it is
                // fenced.
                _undecided = true;
                return _store.TryCreateAsync(key, content, cancel);
            },
            cancel
        );
        if (!created)
        {
            var there = await _catalog.ReadAsync(_module, _slot, cancel);
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
        var overruled = await OverruledAsync(state, cancel);
        _undecided = false;
        return overruled;
    }

    public async ValueTask DisposeAsync() => await _shared.LeaveAsync(_store, _undecided);

    /// <summary>
    /// A slot below the newest state is free again after a sweep, so that one who slept meanwhile can fill it, to no
    /// effect: only the highest state counts.
    /// </summary>
    private async Task<ModuleState?> OverruledAsync(ModuleState state, CancellationToken cancel)
    {
        var slots = await _catalog.SlotsAsync(_module, cancel);
        if (slots.Keys.All(number => number <= state.Number))
        {
            Version = slots.GetValueOrDefault(state.Number, "");
            return null;
        }
        var next = await _catalog.ReadAsync(_module, state.Number + 1, cancel);
        return next?.Previous?.Writer == state.Writer
            ? null
            : next ?? state with { Kind = SlotKind.Fence, Hub = "a later state" };
    }

    private static async Task LeaveWhenOpenAsync(Task<SharedSession> opening, IObjectStore store)
    {
        try
        {
            await (await opening).LeaveAsync(store, isUndecided: false);
        }
        catch (StoreException)
        {
            // It was never opened.
        }
        catch (HydrationException)
        {
            // The same.
        }
    }
}
