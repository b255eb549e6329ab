using Bench.Rpc.Queues;
using Bench.Rpc.Tests.Servers;

namespace Bench.Rpc.Tests.Queues;

public sealed class SubscriberFeedTests
{
    [Test]
    public async Task Items_come_in_order_and_all_at_once()
    {
        var feed = new SubscriberFeed<int>(3);
        feed.Offer(1).ShouldBeTrue();
        feed.Offer(2).ShouldBeTrue();
        feed.Offer(3).ShouldBeTrue();
        var batch = await feed.ReadAsync(Bounds.Token());
        batch!.Items.ShouldBe([1, 2, 3]);
        batch.Lost.ShouldBe(0);
    }

    [Test]
    public async Task A_reader_that_falls_behind_is_told_and_begins_anew()
    {
        var feed = new SubscriberFeed<int>(3);
        for (var i = 0; i < 10; i++)
        {
            feed.Offer(i).ShouldBe(i < 3);
        }
        var batch = await feed.ReadAsync(Bounds.Token());
        batch!.Items.ShouldBeEmpty();
        batch.Lost.ShouldBe(10);

        feed.Offer(11).ShouldBeTrue();
        (await feed.ReadAsync(Bounds.Token()))!.Items.ShouldBe([11]);
        feed.TotalLost.ShouldBe(10);
    }

    [Test]
    public async Task A_waiting_reader_is_woken()
    {
        var feed = new SubscriberFeed<int>(3);
        var reading = feed.ReadAsync(Bounds.Token()).AsTask();
        reading.IsCompleted.ShouldBeFalse();
        feed.Offer(7);
        (await reading.Bounded())!.Items.ShouldBe([7]);
    }

    [Test]
    public async Task A_closed_feed_gives_what_waits_and_then_ends()
    {
        var feed = new SubscriberFeed<int>(3);
        feed.Offer(1);
        feed.Close();
        feed.Offer(2).ShouldBeFalse();
        (await feed.ReadAsync(Bounds.Token()))!.Items.ShouldBe([1]);
        (await feed.ReadAsync(Bounds.Token())).ShouldBeNull();

        var other = new SubscriberFeed<int>(3);
        var reading = other.ReadAsync(Bounds.Token()).AsTask();
        other.Close();
        (await reading.Bounded()).ShouldBeNull();
    }

    [FsCheck.NUnit.Property(MaxTest = 300)]
    public void Each_item_is_given_once_or_counted_as_lost(byte capacity, bool[] reads)
    {
        var feed = new SubscriberFeed<int>(1 + (capacity % 8));
        var (given, lost, offered) = (new List<int>(), 0L, 0);
        foreach (var read in reads)
        {
            feed.Offer(offered++);
            if (read)
            {
                Take();
            }
        }
        feed.Close();
        if (!reads.LastOrDefault(true))
        {
            Take();
        }
        (given.Count + lost).ShouldBe(offered);
        given.ShouldBe(given.Distinct().Order());
        feed.TotalLost.ShouldBe(lost);

        void Take()
        {
            var batch = feed.ReadAsync(Bounds.Token()).AsTask().Bounded().GetAwaiter().GetResult();
            given.AddRange(batch!.Items);
            lost += batch.Lost;
        }
    }

    [Test]
    public async Task Writers_never_wait_and_nothing_vanishes_between_threads()
    {
        const int writers = 4;
        const int each = 20_000;
        var feed = new SubscriberFeed<int>(64);
        var writing = Task.WhenAll(
            Enumerable
                .Range(0, writers)
                .Select(_ =>
                    Task.Run(() =>
                    {
                        for (var i = 0; i < each; i++)
                        {
                            feed.Offer(i);
                        }
                    })
                )
        );
        var closing = writing.ContinueWith(_ => feed.Close(), TaskScheduler.Default);
        var seen = 0L;
        while (await feed.ReadAsync(Bounds.Token()) is { } batch)
        {
            seen += batch.Items.Count + batch.Lost;
        }
        await closing;
        seen.ShouldBe(writers * each);
    }
}
