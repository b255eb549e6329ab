using Bench.Hub.Collection;
using Bench.Hub.Packing;
using Bench.Hub.States;
using Bench.Hub.Transfers;
using Bench.Storage;

namespace Bench.Hub.Hydration;

/// <summary>What the operations on all modules share.</summary>
internal sealed class Engine : IDisposable
{
    public Engine(IObjectStore store, HydrationOptions options, TimeProvider time)
    {
        (Store, Options, Time) = (store, options, time);
        Workers = new Workers(options.Threads);
        Published = new Published(store);
        Bandwidth = new Bandwidth(options.BytesPerSecond, time);
        Looks = new SlotLooks(Operations);
        Sessions = new Batches<SessionSlot, SharedSession>(Operations);
    }

    public IObjectStore Store { get; }

    public HydrationOptions Options { get; }

    public TimeProvider Time { get; }

    public Operations Operations { get; } = new();

    public Workers Workers { get; }

    public KnownContent Known { get; } = new();

    public Published Published { get; }

    public SlotLooks Looks { get; }

    /// <summary>Opens sessions for those who begin at once.</summary>
    public Batches<SessionSlot, SharedSession> Sessions { get; }

    /// <summary>For the small files of all dehydrations, in bytes.</summary>
    public HeldContent.Room Room { get; } = new(64 << 20);

    public Bandwidth Bandwidth { get; }

    public void Dispose() => Workers.Dispose();
}
