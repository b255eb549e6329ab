using Bench.Hub.Collection;
using Bench.Hub.Packing;
using Bench.Hub.States;
using Bench.Hub.Transfers;
using Bench.Storage;

namespace Bench.Hub.Hydration;

/// <summary>What the operations on all modules share.</summary>
internal sealed class Engine(IObjectStore store, HydrationOptions options, TimeProvider time)
    : IDisposable
{
    public IObjectStore Store { get; } = store;

    public HydrationOptions Options { get; } = options;

    public TimeProvider Time { get; } = time;

    public Workers Workers { get; } = new(options.Threads);

    public KnownContent Known { get; } = new();

    public Published Published { get; } = new(store);

    public SlotLooks Looks { get; } = new();

    /// <summary>Opens sessions for those who begin at once.</summary>
    public Batches<SessionSlot, SharedSession> Sessions { get; } = new(atOnce: 1);

    /// <summary>For the small files of all dehydrations, in bytes.</summary>
    public HeldContent.Room Room { get; } = new(64 << 20);

    public Bandwidth Bandwidth { get; } = new(options.BytesPerSecond, time);

    public void Dispose() => Workers.Dispose();
}
