using Bench.Hub.Hydration;
using Bench.Hub.States;
using Bench.Storage;

namespace Bench.Hub.Collection;

/// <summary>
/// The session object of dehydrations that began together. It is there until the last of them has ended, and longer if
/// one of them does not know whether its state was created: then a sweep ends it.
/// </summary>
internal sealed class SharedSession : IAsyncDisposable
{
    private readonly IObjectStore _store;
    private readonly SessionRecord _record;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _beating;
    private int _running;
    private int _undecided;

    private SharedSession(
        IObjectStore store,
        SessionRecord record,
        Publication publication,
        TimeSpan every,
        TimeProvider time
    )
    {
        (_store, _record, _time) = (store, record, time);
        _running = record.Slots.Count;
        Publication = publication;
        _beating = BeatAsync(every);
    }

    /// <summary>What the newest sweep may delete, as of its beginning.</summary>
    public Publication Publication { get; }

    /// <param name="through">Counts the requests.</param>
    /// <param name="engine">What the operations share.</param>
    /// <param name="slots">That it may fill.</param>
    public static async Task<SharedSession> OpenAsync(
        IObjectStore through,
        Engine engine,
        IReadOnlyList<SessionSlot> slots
    )
    {
        var record = new SessionRecord
        {
            Schema = SessionRecord.SchemaName,
            Writer = engine.Options.NewId(),
            Slots = slots,
            Hub = engine.Options.Hub,
            Sequence = 1,
        };
        // Before looking: a sweep that publishes later will find it.
        await through.PutAsync(
            StoreKeys.Session(record.Writer),
            StoreJson.Write(record),
            CancellationToken.None
        );
        try
        {
            var publication = await engine.Published.LookAsync(through, CancellationToken.None);
            return new SharedSession(
                engine.Store,
                record,
                publication,
                engine.Options.SessionBeat,
                engine.Time
            );
        }
        catch
        {
            await DeleteAsync(through, record.Writer);
            throw;
        }
    }

    /// <summary>One of its dehydrations has ended.</summary>
    /// <param name="through">Counts the requests.</param>
    /// <param name="isUndecided">Whether its state may yet be created.</param>
    public async Task LeaveAsync(IObjectStore through, bool isUndecided)
    {
        if (isUndecided)
        {
            Interlocked.Increment(ref _undecided);
        }
        if (Interlocked.Decrement(ref _running) > 0)
        {
            return;
        }
        await DisposeAsync();
        if (Volatile.Read(ref _undecided) == 0)
        {
            await DeleteAsync(through, _record.Writer);
        }
    }

    /// <summary>Shows no sign of life any more; the object stays.</summary>
    public async ValueTask DisposeAsync()
    {
        StopBeating();
        await _beating;
        _end.Dispose();
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
                    await _store.PutAsync(
                        StoreKeys.Session(_record.Writer),
                        StoreJson.Write(_record with { Sequence = sequence }),
                        _end.Token
                    );
                }
                catch (StoreException)
                {
                    // The next beat may come through; without any the slots are taken away, which commits will find.
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
