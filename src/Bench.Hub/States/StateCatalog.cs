using Bench.Hub.Hydration;
using Bench.Hub.Modules;
using Bench.Storage;

namespace Bench.Hub.States;

/// <summary>Reads which states a module has.</summary>
/// <param name="looks">Shares requests with other operations; null for none.</param>
internal sealed class StateCatalog(IObjectStore store, SlotLooks? looks = null)
{
    /// <summary>How often what changes while it is read is read anew.</summary>
    private const int Tries = 20;

    /// <summary>The module as it is now.</summary>
    /// <param name="known">A state that was read before, with the version that the listing told then.</param>
    public Task<LiveState> LiveAsync(
        ModuleId module,
        KnownState? known,
        CancellationToken cancel
    ) => LiveAsync(module, SlotsAsync(module, cancel), known, cancel);

    /// <summary>The module as it is now, or as it was when somebody began to look at its slots.</summary>
    /// <param name="slots">What they see.</param>
    /// <param name="known">A state that was read before, with the version that the listing told then.</param>
    public async Task<LiveState> LiveAsync(
        ModuleId module,
        Task<Slots> slots,
        KnownState? known,
        CancellationToken cancel
    )
    {
        for (var i = 0; i < Tries; i++)
        {
            if (await TryLiveAsync(module, await slots, known, cancel) is { } live)
            {
                return live;
            }
            slots = SlotsAsync(module, cancel);
        }
        throw new HydrationException(
            $"module {module}: its states in {store.Uri} changed {Tries} times while they were read; "
                + "let one hub at a time have a module"
        );
    }

    /// <summary>From a listing; null when a slot went away since.</summary>
    public async Task<LiveState?> TryLiveAsync(
        ModuleId module,
        Slots slots,
        KnownState? known,
        CancellationToken cancel
    )
    {
        var highest = slots.Count == 0 ? 0 : slots.Keys.Max();
        ModuleState? top = null;
        foreach (var (number, version) in slots.Reverse())
        {
            var slot =
                known is not null && known.Is(number, version)
                    ? known.State
                    : await ReadAsync(module, number, cancel);
            if (slot is null)
            {
                return null;
            }
            top ??= slot;
            if (slot.Kind != SlotKind.Fence)
            {
                var state = slot.Kind == SlotKind.State ? new KnownState(slot, version) : null;
                return new LiveState(highest, top, number, state);
            }
        }
        return new LiveState(highest, top, Counts: 0, null);
    }

    /// <summary>The slots that exist, with what the store calls their versions.</summary>
    public Task<Slots> SlotsAsync(ModuleId module, CancellationToken cancel) =>
        looks is null
            ? SlotLooks.OneAsync(store, module, cancel)
            : looks.OfAsync(store, module, cancel);

    public async Task<ModuleState?> ReadAsync(ModuleId module, int number, CancellationToken cancel)
    {
        var key = StoreKeys.State(module, number);
        return await store.GetAsync(key, cancel) is { } content
            ? StoreJson.Read<ModuleState>(
                content,
                ModuleState.SchemaName,
                $"module {module}: {StoreUris.Child(store.Uri, key)}"
            )
            : null;
    }
}

/// <param name="Highest">The highest number in use; 0 for none.</param>
/// <param name="Top">What is there.</param>
/// <param name="Counts">The highest number that is no fence; 0 for none. What is below it is of no effect any more.</param>
/// <param name="Current">The state that counts; null when the module has none.</param>
internal sealed record LiveState(int Highest, ModuleState? Top, int Counts, KnownState? Current);

/// <param name="State">As it was read.</param>
/// <param name="Version">What the store called it.</param>
internal sealed record KnownState(ModuleState State, string Version)
{
    public bool Is(int number, string version) =>
        State.Number == number && Version.Length > 0 && Version == version;
}
