using Bench.Hub.Hydration;
using Bench.Hub.Modules;
using Bench.Storage;

namespace Bench.Hub.States;

/// <summary>Ends a module: a last slot says so for ever, because numbers are never used again; all before it are deleted.</summary>
internal sealed class Obliteration(IObjectStore store, ModuleId module, HydrationOptions options)
{
    private const int Tries = 20;

    public async Task RunAsync(CancellationToken cancel)
    {
        var catalog = new StateCatalog(store);
        for (var i = 0; i < Tries; i++)
        {
            var live = await catalog.LiveAsync(module, known: null, cancel);
            if (live.Top is null || live.Top.Kind == SlotKind.Obliterated)
            {
                return;
            }
            var end = new ModuleState
            {
                Schema = ModuleState.SchemaName,
                Writer = options.NewId(),
                Module = module.ToString(),
                Number = live.Highest + 1,
                Kind = SlotKind.Obliterated,
                Hub = options.Hub,
                Previous = new SlotReference(live.Top.Number, live.Top.Writer),
            };
            var key = StoreKeys.State(module, end.Number);
            if (
                await store.TryCreateAsync(key, StoreJson.Write(end), cancel)
                || (await catalog.ReadAsync(module, end.Number, cancel))?.Writer == end.Writer
            )
            {
                foreach (var number in (await catalog.SlotsAsync(module, cancel)).Keys)
                {
                    if (number < end.Number)
                    {
                        await store.DeleteAsync(StoreKeys.State(module, number), cancel);
                    }
                }
                return;
            }
        }
        throw new HydrationException(
            $"module {module}: other hubs wrote states of it all the while; stop them, then obliterate it again"
        );
    }
}
