using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Bench.Coordinator.Watching;
using Bench.Model.Json;

namespace Bench.Coordinator.Dashboard.Events;

/// <summary>
/// A run's feed as server-sent events. Each carries its place, so that a browser that comes back goes on after the last
/// one it saw. Says "ping" when nothing happens, and "end" after the last event of a sealed run.
/// </summary>
internal static class RunStream
{
    public const string Ping = "ping";
    public const string End = "end";

    public static async IAsyncEnumerable<SseItem<string>> ReadAsync(
        IRunFeed feed,
        EventCursor? after,
        TimeSpan keepAlive,
        TimeProvider time,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        // At once, so that the browser knows that it is connected.
        yield return new SseItem<string>("", Ping);
        await using var events = feed.FollowAsync(after, cancel).GetAsyncEnumerator(cancel);
        while (true)
        {
            var next = events.MoveNextAsync().AsTask();
            while (await Silence.IsAsync(next, keepAlive, time, cancel))
            {
                yield return new SseItem<string>("", Ping);
            }
            if (!await next)
            {
                break;
            }
            yield return Item(events.Current);
        }
        // A feed may end before its run does; the browser then comes back to the next one.
        if (feed.Snapshot.Run.Phase == RunPhase.Sealed)
        {
            yield return new SseItem<string>("", End);
        }
    }

    private static SseItem<string> Item(RunEvent happened) =>
        new(
            JsonSerializer.Serialize(happened, WatchingJson.Default.RunEvent),
            EnumWords.NameOf(happened.Kind)
        )
        {
            EventId = EventIds.Write(happened.Cursor),
        };
}

/// <summary>Tells a stream in which nothing happens.</summary>
internal static class Silence
{
    /// <summary>True when the time is over first.</summary>
    public static async Task<bool> IsAsync(
        Task awaited,
        TimeSpan longest,
        TimeProvider time,
        CancellationToken cancel
    )
    {
        if (awaited.IsCompleted)
        {
            return false;
        }
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var delay = Task.Delay(longest, time, over.Token);
        var first = await Task.WhenAny(awaited, delay);
        await over.CancelAsync();
        return first == delay && !cancel.IsCancellationRequested;
    }
}
