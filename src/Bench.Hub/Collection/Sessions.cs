using Bench.Hub.Hydration;
using Bench.Hub.Modules;
using Bench.Hub.States;
using Bench.Storage;

namespace Bench.Hub.Collection;

/// <summary>Waits for dehydrations to end, and ends those that show no sign of life.</summary>
internal sealed class Sessions(IObjectStore store, SweepOptions options, TimeProvider time)
{
    /// <summary>Looks that must find nothing new, besides the time that must pass.</summary>
    private const int LeastPolls = 3;

    /// <summary>How many were ended.</summary>
    public int Ended { get; private set; }

    /// <summary>Waits until every dehydration that has begun by now is over.</summary>
    /// <param name="onlySilent">Whether those that show a sign of life need not be waited for.</param>
    public async Task WaitAsync(bool onlySilent, CancellationToken cancel)
    {
        var open = new List<Watched>();
        await foreach (var found in store.ListAsync(StoreKeys.Sessions, cancel))
        {
            open.Add(new Watched(found.Key));
        }
        while (true)
        {
            foreach (var session in open.ToList())
            {
                if (await IsOverAsync(session, cancel) || (onlySilent && session.Growths > 1))
                {
                    open.Remove(session);
                }
            }
            if (open.Count == 0)
            {
                return;
            }
            await Task.Delay(options.Poll, time, cancel);
        }
    }

    private async Task<bool> IsOverAsync(Watched session, CancellationToken cancel)
    {
        if (await store.GetAsync(session.Key, cancel) is not { } content)
        {
            return true;
        }
        var record = StoreJson.Read<SessionRecord>(
            content,
            SessionRecord.SchemaName,
            StoreUris.Child(store.Uri, session.Key)
        );
        if (record.Sequence != session.Sequence)
        {
            session.Growths++;
            (session.Sequence, session.Since, session.Polls) = (
                record.Sequence,
                time.GetTimestamp(),
                0
            );
            return false;
        }
        session.Polls++;
        if (session.Polls < LeastPolls || time.GetElapsedTime(session.Since) < options.Lease)
        {
            return false;
        }
        foreach (var slot in record.Slots)
        {
            await EndAsync(record, slot, cancel);
        }
        await store.DeleteAsync(session.Key, cancel);
        Ended++;
        return true;
    }

    /// <summary>Takes a slot away, unless it is filled or below the highest: then the session cannot do anything any more.</summary>
    private async Task EndAsync(SessionRecord session, SessionSlot slot, CancellationToken cancel)
    {
        if (!ModuleId.TryParse(slot.Module, out var module))
        {
            throw new HydrationException(
                $"{StoreUris.Child(store.Uri, StoreKeys.Session(session.Writer))} is damaged: '{slot.Module}' is no module; delete it if no dehydration runs"
            );
        }
        var catalog = new StateCatalog(store);
        var live = await catalog.LiveAsync(module, known: null, cancel);
        if (live.Highest >= slot.Slot)
        {
            return;
        }
        var fence = new ModuleState
        {
            Schema = ModuleState.SchemaName,
            Writer = options.NewId(),
            Module = slot.Module,
            Number = slot.Slot,
            Kind = SlotKind.Fence,
            Hub = options.Hub,
            Previous = live.Top is { } top ? new SlotReference(top.Number, top.Writer) : null,
        };
        // If it is there already, by whomever, that is as good.
        await store.TryCreateAsync(
            StoreKeys.State(module, slot.Slot),
            StoreJson.Write(fence),
            cancel
        );
    }

    private sealed class Watched(string key)
    {
        public string Key { get; } = key;

        public long Sequence { get; set; } = -1;

        public long Since { get; set; }

        public int Polls { get; set; }

        /// <summary>The first look counts as one.</summary>
        public int Growths { get; set; }
    }
}
