using System.Collections.Concurrent;
using Bench.Hub.Modules;
using Bench.Hub.States;
using Bench.Hub.Transfers;
using Bench.Storage;

namespace Bench.Hub.Collection;

/// <summary>What the states that count name, and which states do not count any more.</summary>
internal sealed record LiveReferences(
    IReadOnlySet<string> Keys,
    IReadOnlyList<string> Superseded,
    int Modules
)
{
    public static async Task<LiveReferences> ReadAsync(
        IObjectStore store,
        Workers workers,
        CancellationToken cancel
    )
    {
        var modules = new Dictionary<ModuleId, Slots>();
        await foreach (var found in store.ListAsync(StoreKeys.States, cancel))
        {
            if (StoreKeys.TryParseState(found.Key, out var module, out var number))
            {
                if (!modules.TryGetValue(module, out var slots))
                {
                    modules[module] = slots = [];
                }
                slots[number] = found.Version;
            }
        }
        var keys = new ConcurrentDictionary<string, bool>(StringComparer.Ordinal);
        var superseded = new ConcurrentBag<string>();
        var catalog = new StateCatalog(store);
        var states = 0;
        await workers.RunAsync(
            [.. modules],
            async (pair, token) =>
            {
                var (module, slots) = pair;
                var live =
                    await catalog.TryLiveAsync(module, slots, known: null, token)
                    ?? await catalog.LiveAsync(module, known: null, token);
                foreach (var stored in live.Current?.State.Objects ?? [])
                {
                    keys.TryAdd(stored.Key, true);
                }
                Interlocked.Add(ref states, live.Current is null ? 0 : 1);
                // Fences above it stay: each keeps a number from one who may yet wake up.
                foreach (var below in slots.Keys.Where(number => number < live.Counts))
                {
                    superseded.Add(StoreKeys.State(module, below));
                }
            },
            cancel
        );
        return new LiveReferences(
            keys.Keys.ToHashSet(StringComparer.Ordinal),
            [.. superseded.Order(StringComparer.Ordinal)],
            states
        );
    }
}
