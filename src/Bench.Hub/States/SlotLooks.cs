using Bench.Hub.Modules;
using Bench.Hub.Transfers;
using Bench.Storage;

namespace Bench.Hub.States;

/// <summary>Tells which slots modules have, for all operations of one process: those who ask at once share requests.</summary>
/// <param name="operations">Those who may ask.</param>
internal sealed class SlotLooks(Operations operations)
{
    /// <summary>Requests of one batch that does without ranges.</summary>
    private const int Separate = 8;

    /// <summary>
    /// Keys that a module of a batch took, by the newest stretch that was listed: each one that is not needed costs the
    /// server time.
    /// </summary>
    private double _keysEach = 2;

    private readonly Batches<ModuleId, Slots> _batches = new(operations);

    /// <summary>The slots that exist now, with what the store calls their versions.</summary>
    public async Task<Slots> OfAsync(
        IObjectStore store,
        ModuleId module,
        CancellationToken cancel
    ) => await _batches.AskAsync(module, all => LookAsync(store, all)).WaitAsync(cancel);

    /// <summary>Those of one module, without others.</summary>
    public static async Task<Slots> OneAsync(
        IObjectStore store,
        ModuleId module,
        CancellationToken cancel
    )
    {
        var slots = new Slots();
        await foreach (var found in store.ListAsync(StoreKeys.StatesOf(module), cancel))
        {
            if (StoreKeys.TryParseState(found.Key, out _, out var number))
            {
                slots[number] = found.Version;
            }
        }
        return slots;
    }

    private async Task<IReadOnlyList<Slots>> LookAsync(
        IObjectStore store,
        IReadOnlyList<ModuleId> modules
    )
    {
        var found = new Dictionary<ModuleId, Slots>();
        if (modules.Count > 1)
        {
            await RangesAsync(store, Sorted(modules), found);
        }
        List<ModuleId> rest = [.. modules.Distinct().Where(module => !found.ContainsKey(module))];
        foreach (var some in rest.Chunk(Separate))
        {
            var slots = await Task.WhenAll(
                some.Select(module => OneAsync(store, module, CancellationToken.None))
            );
            foreach (var (module, of) in some.Zip(slots))
            {
                found[module] = of;
            }
        }
        return [.. modules.Select(module => found[module])];
    }

    /// <summary>
    /// Looks at stretches of the listing: modules whose names are near to each other, as they are where all of a store
    /// are worked on in order, come with one request. It gives up where there is nothing to gain.
    /// </summary>
    private async Task RangesAsync(
        IObjectStore store,
        IReadOnlyList<ModuleId> modules,
        Dictionary<ModuleId, Slots> found
    )
    {
        const int leastGain = 3;
        const int most = 1000;
        const int spare = 4;
        var after = "";
        for (var i = 0; i < modules.Count; )
        {
            var folder = StoreKeys.StatesOf(modules[i]);
            // Within a module's slots it goes on, else it leaps to the next module.
            after = string.CompareOrdinal(after, folder) > 0 ? after : folder;
            var wanted = Math.Min(most, (int)(_keysEach * (modules.Count - i)) + spare);
            if (
                await store.ListAfterAsync(StoreKeys.States, after, wanted, CancellationToken.None)
                is not { } slice
            )
            {
                return;
            }
            Take(slice, modules, i, found);
            var from = i;
            while (i < modules.Count && (slice.IsLast || IsBehind(slice, modules[i])))
            {
                found.TryAdd(modules[i++], []);
            }
            if (slice.Objects.Count > 0)
            {
                after = slice.Objects[^1].Key;
            }
            if (i > from)
            {
                var needed = slice.Objects.Count(one => !IsBehind(one.Key, modules[i - 1]));
                _keysEach = Math.Max(1, needed / (double)(i - from));
            }
            if (i - from < leastGain && i < modules.Count)
            {
                // What was begun is not whole.
                found.Remove(modules[i]);
                return;
            }
        }
    }

    private static void Take(
        ObjectSlice slice,
        IReadOnlyList<ModuleId> modules,
        int from,
        Dictionary<ModuleId, Slots> found
    )
    {
        var wanted = modules.Skip(from).ToHashSet();
        foreach (var one in slice.Objects)
        {
            if (
                StoreKeys.TryParseState(one.Key, out var module, out var number)
                && wanted.Contains(module)
            )
            {
                if (!found.TryGetValue(module, out var slots))
                {
                    found[module] = slots = [];
                }
                slots[number] = one.Version;
            }
        }
    }

    /// <summary>Whether the slice goes beyond all slots of a module.</summary>
    private static bool IsBehind(ObjectSlice slice, ModuleId module) =>
        slice.Objects.Count > 0 && IsBehind(slice.Objects[^1].Key, module);

    private static bool IsBehind(string key, ModuleId module)
    {
        var folder = StoreKeys.StatesOf(module);
        return !key.StartsWith(folder, StringComparison.Ordinal)
            && string.CompareOrdinal(key, folder) > 0;
    }

    private static List<ModuleId> Sorted(IEnumerable<ModuleId> modules) =>
        [.. modules.Distinct().OrderBy(StoreKeys.StatesOf, StringComparer.Ordinal)];
}

/// <summary>Numbers of a module's slots that exist, with what the store calls their versions.</summary>
internal sealed class Slots : SortedDictionary<int, string>;
