using Bench.Model.Decisions;
using Bench.Model.Progress;
using Bench.Model.Results;
using Bench.Protocol.Barriers;
using Bench.Storage;

namespace Bench.Worker.Barriers;

/// <summary>
/// The start signal through the bucket alone: ready is progress, go is a decision that is looked for again and again.
/// Workers start as far apart as their looks lie.
/// </summary>
/// <param name="show">Tells where the worker waits, or that it does so no more.</param>
/// <param name="pause">From one look to the next; null for <see cref="Poll"/>.</param>
public sealed class BucketStartSignal(
    StartReader starts,
    string vm,
    Func<BarrierPlace?, CancellationToken, Task> show,
    TimeProvider time,
    Func<CancellationToken, Task>? pause = null
) : IStartSignal
{
    /// <summary>Between two looks: one small request each.</summary>
    public static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    private BarrierPlace? _last;

    private readonly Func<CancellationToken, Task> _pause =
        pause ?? (cancel => Task.Delay(Poll, time, cancel));

    public async Task<StartNotice?> WaitAsync(
        BarrierPlace place,
        Action go,
        CancellationToken cancel
    )
    {
        // Of a place where it had waited before, what the coordinator knows may be from then.
        var isNew = place != _last;
        _last = place;
        long? sent = null;
        for (var shown = false; ; shown = true)
        {
            var log = await TryReadAsync(cancel);
            if (
                log.LastOf(vm, place.MatrixId, place.Iteration) is { } start
                && start.Go.Attempt == place.Attempt
            )
            {
                var received = Monotonic.Nanoseconds(time);
                go();
                return Notice(start, sent, received);
            }
            if (!log.MayStart(place.MatrixId, place.Attempt, place.Iteration))
            {
                await show(null, cancel);
                return null;
            }
            if (!shown)
            {
                sent = isNew ? Monotonic.Nanoseconds(time) : null;
                await show(place, cancel);
            }
            await _pause(cancel);
        }
    }

    /// <summary>
    /// A store that fails for a moment must not cost the iteration: the heartbeat ends a worker that is cut off.
    /// </summary>
    private async Task<StartLog> TryReadAsync(CancellationToken cancel)
    {
        try
        {
            return await starts.ReadOnAsync(cancel);
        }
        catch (StoreException e) when (e.IsTransient)
        {
            return starts.Log;
        }
    }

    private StartNotice Notice(Start start, long? sent, long received) =>
        new(
            start.Number,
            start.Go.Participants,
            StartSignalKind.Bucket,
            received,
            Stamps(start.Go, sent, received) is { } stamps ? [stamps] : []
        );

    /// <summary>Ready and go are a message and its reply, however late each was read.</summary>
    private ClockStamps? Stamps(GoSignal go, long? shown, long received) =>
        shown is { } sent
        && go.SentNanoseconds is { } replied
        && go.ReadyNanoseconds?.TryGetValue(vm, out var arrived) == true
            ? new ClockStamps
            {
                SentNanoseconds = sent,
                CoordinatorReceivedNanoseconds = arrived,
                CoordinatorSentNanoseconds = replied,
                ReceivedNanoseconds = received,
            }
            : null;
}
