using Bench.Protocol.Cancelling;

namespace Bench.Protocol.Records;

/// <summary>
/// Asks for many things at once, and for no more than a store takes kindly. Everything goes on where the caller awaits:
/// no thread is asked for, so that the order of requests depends on the replies alone.
/// </summary>
public static class InFlight
{
    /// <summary>Most requests of one caller that are on their way.</summary>
    public const int Requests = 16;

    /// <summary>Does something for each of the items.</summary>
    public static Task ForEachAsync<TItem>(
        IReadOnlyList<TItem> items,
        Func<TItem, CancellationToken, Task> act,
        CancellationToken cancel
    ) =>
        SelectAsync(
            items,
            async (item, token) =>
            {
                await act(item, token);
                return true;
            },
            cancel
        );

    /// <summary>The replies in the order of the items.</summary>
    public static async Task<IReadOnlyList<TReply>> SelectAsync<TItem, TReply>(
        IReadOnlyList<TItem> items,
        Func<TItem, CancellationToken, Task<TReply>> ask,
        CancellationToken cancel
    )
    {
        var replies = new TReply[items.Count];
        // A failure ends the others' asking, and nothing is left on its way unobserved.
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var taken = -1;
        async Task LaneAsync()
        {
            while (
                Interlocked.Increment(ref taken) is var place
                && place < items.Count
                && !failed.IsCancellationRequested
            )
            {
                try
                {
                    replies[place] = await ask(items[place], failed.Token);
                }
                catch
                {
                    failed.CancelHere();
                    throw;
                }
            }
        }
        var lanes = new List<Task>();
        for (var lane = 0; lane < Math.Min(Requests, items.Count); lane++)
        {
            lanes.Add(LaneAsync());
        }
        await Task.WhenAll(lanes);
        cancel.ThrowIfCancellationRequested();
        return replies;
    }
}
