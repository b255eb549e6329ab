using Bench.Protocol.Records;

namespace Bench.Protocol.Tests.Records;

public sealed class InFlightTests
{
    [Test]
    public async Task Each_item_is_done_once_and_no_more_at_a_time_than_a_store_takes_kindly()
    {
        var items = Enumerable.Range(1, 100).ToList();
        var done = new List<int>();
        var waiting = new Queue<TaskCompletionSource>();
        var most = 0;
        var all = InFlight.ForEachAsync(
            items,
            async (item, _) =>
            {
                var turn = new TaskCompletionSource();
                waiting.Enqueue(turn);
                most = Math.Max(most, waiting.Count);
                await turn.Task;
                done.Add(item);
            },
            default
        );
        while (waiting.TryDequeue(out var turn))
        {
            turn.SetResult();
        }
        await all;
        done.ShouldBe(items, ignoreOrder: true);
        most.ShouldBe(InFlight.Requests);
    }

    [Test]
    public async Task A_failure_ends_the_asking()
    {
        var asked = 0;
        await Should.ThrowAsync<IOException>(
            InFlight.ForEachAsync(
                Enumerable.Range(1, 100).ToList(),
                (_, _) =>
                    ++asked == 3 ? throw new IOException("the store is away") : Task.CompletedTask,
                default
            )
        );
        asked.ShouldBe(3);
    }
}
