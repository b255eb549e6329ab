using System.Collections.Concurrent;
using Bench.Hub.Hydration;
using Bench.Hub.Modules;
using Bench.Hub.States;
using Bench.Storage;

namespace Bench.Hub.Pipeline.Ranking;

/// <summary>
/// When the modules of a store of Bench's own were used last. The highest slot that is no fence says what a module is:
/// what a garbage collection fenced is no use of it, and an obliterated module has no state.
/// </summary>
internal sealed class OwnStates(IObjectStore store)
{
    /// <summary>A fence or an obliteration names no files: what is longer is a state, and need not be read.</summary>
    private const int LongestWithoutFiles = 16 * 1024;

    private const int InFlight = 16;

    /// <summary>How often slots that change while they are read are listed anew.</summary>
    private const int Tries = 20;

    private readonly Dictionary<ModuleId, SortedList<int, ObjectInfo>> _slots = [];

    /// <summary>Takes a slot of a listing.</summary>
    public void Add(ModuleId module, int number, ObjectInfo found)
    {
        if (!_slots.TryGetValue(module, out var slots))
        {
            _slots[module] = slots = [];
        }
        slots[number] = found;
    }

    /// <summary>Those modules that have a state, and when it was written.</summary>
    public async Task<IReadOnlyCollection<RankedModule>> UsedAsync(CancellationToken cancel)
    {
        var used = new ConcurrentBag<RankedModule>();
        await Parallel.ForEachAsync(
            _slots,
            new ParallelOptions { MaxDegreeOfParallelism = InFlight, CancellationToken = cancel },
            async (pair, stop) =>
            {
                if ((await StateAsync(pair.Key, pair.Value, stop))?.LastModified is { } modified)
                {
                    used.Add(new RankedModule(pair.Key, modified));
                }
            }
        );
        return used;
    }

    /// <summary>The slot with the state of a module; null where it has none.</summary>
    private async Task<ObjectInfo?> StateAsync(
        ModuleId module,
        SortedList<int, ObjectInfo> slots,
        CancellationToken cancel
    )
    {
        for (var i = 0; i < Tries; i++)
        {
            var (isSettled, state) = await TryStateAsync(module, slots, cancel);
            if (isSettled)
            {
                return state;
            }
            slots = await ListAsync(module, cancel);
        }
        throw new HydrationException(
            $"module {module}: its states in {store.Uri} changed {Tries} times while they were read; stop the hubs that use it"
        );
    }

    private async Task<(bool IsSettled, ObjectInfo? State)> TryStateAsync(
        ModuleId module,
        SortedList<int, ObjectInfo> slots,
        CancellationToken cancel
    )
    {
        for (var i = slots.Count - 1; i >= 0; i--)
        {
            var (number, found) = (slots.Keys[i], slots.Values[i]);
            if (found.Length > LongestWithoutFiles)
            {
                return (true, found);
            }
            switch (await KindAsync(module, number, cancel))
            {
                case null:
                    return (false, null);
                case SlotKind.State:
                    return (true, found);
                case SlotKind.Obliterated:
                    return (true, null);
            }
        }
        return (true, null);
    }

    /// <summary>Null where the slot is gone since it was listed.</summary>
    private async Task<SlotKind?> KindAsync(ModuleId module, int number, CancellationToken cancel)
    {
        try
        {
            return (await new StateCatalog(store).ReadAsync(module, number, cancel))?.Kind;
        }
        catch (HydrationException)
        {
            // It is somebody's state for all that is known: the hub that is asked for the module says what is wrong.
            return SlotKind.State;
        }
    }

    private async Task<SortedList<int, ObjectInfo>> ListAsync(
        ModuleId module,
        CancellationToken cancel
    )
    {
        var slots = new SortedList<int, ObjectInfo>();
        await foreach (var found in store.ListAsync(StoreKeys.StatesOf(module), cancel))
        {
            if (StoreKeys.TryParseState(found.Key, out _, out var number))
            {
                slots[number] = found;
            }
        }
        return slots;
    }
}
