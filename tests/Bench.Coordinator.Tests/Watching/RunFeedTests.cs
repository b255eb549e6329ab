using System.Text.Json;
using Bench.Coordinator.Watching;
using Bench.Coordinator.Watching.Feeds;
using Bench.Coordinator.Watching.Pictures;
using Bench.Host.Tests;
using Bench.Model.Decisions;
using Bench.Model.Sealing;
using FsCheck;
using FsCheck.Fluent;

namespace Bench.Coordinator.Tests.Watching;

[CancelAfter(60_000)]
internal sealed class RunFeedTests
{
    private const int Vms = 3;

    [Test]
    public void Events_applied_to_any_earlier_snapshot_give_the_present_one()
    {
        var told = Tell.Anything(Vms).ListOf();
        var property = Prop.ForAll(
            told.ToArbitrary(),
            Gen.Choose(1, 40).ToArbitrary(),
            (changes, capacity) =>
            {
                var time = new ManualTime();
                using var feed = Feed(time, capacity);
                var readers = new List<Reader>();
                foreach (var (change, i) in changes.Select((change, i) => (change, i)))
                {
                    if (i % 5 == 0)
                    {
                        readers.Add(new Reader(feed));
                    }
                    feed.Update(change);
                    readers.Where((_, n) => n % 2 == 0).ToList().ForEach(reader => reader.Catch());
                    time.Advance(TimeSpan.FromMilliseconds(i % 3 * 60));
                }
                foreach (var reader in readers)
                {
                    reader.Catch();
                    Text(reader.Builder.ToSnapshot()).ShouldBe(Text(feed.Snapshot));
                }
            }
        );
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(200), property);
    }

    [Test]
    public async Task A_reader_that_comes_back_gets_what_it_missed_and_nothing_twice(
        CancellationToken cancel
    )
    {
        using var feed = Feed(new ManualTime());
        feed.Update(p => p.Note(NoteLevel.Info, null, "one"));
        var first = await NextAsync(feed, after: null, 1, cancel);
        first[0].Kind.ShouldBe(RunEventKind.Snapshot);
        first[0].Snapshot!.Notes.Single().Message.ShouldBe("one");

        feed.Update(p => p.Note(NoteLevel.Info, null, "two"));
        feed.Update(p => p.Note(NoteLevel.Info, null, "three"));
        var missed = await NextAsync(feed, first[0].Cursor, 2, cancel);
        missed.Select(e => e.Note!.Message).ShouldBe(["two", "three"]);
        missed
            .Select(e => e.Cursor.Sequence)
            .ShouldBe([first[0].Cursor.Sequence + 1, first[0].Cursor.Sequence + 2]);
    }

    [Test]
    public async Task A_cursor_of_another_feed_or_of_too_long_ago_begins_with_a_snapshot(
        CancellationToken cancel
    )
    {
        using var feed = Feed(new ManualTime(), capacity: 4);
        foreach (var n in Enumerable.Range(1, 10))
        {
            feed.Update(p => p.Note(NoteLevel.Info, null, $"{n}"));
        }
        var own = feed.Snapshot.Cursor;
        EventCursor[] unknown =
        [
            own with
            {
                Sequence = own.Sequence - 5,
            },
            own with
            {
                Sequence = own.Sequence + 1,
            },
            own with
            {
                Sequence = -1,
            },
            new("other", own.Sequence),
        ];
        foreach (var cursor in unknown)
        {
            var first = await NextAsync(feed, cursor, 1, cancel);
            first[0].Kind.ShouldBe(RunEventKind.Snapshot);
            first[0].Cursor.ShouldBe(own);
        }
        (await NextAsync(feed, own with { Sequence = own.Sequence - 4 }, 4, cancel))
            .Select(e => e.Note!.Message)
            .ShouldBe(["7", "8", "9", "10"]);
    }

    [Test]
    public async Task A_slow_reader_holds_up_nobody_and_goes_on_with_a_snapshot(
        CancellationToken cancel
    )
    {
        using var feed = Feed(new ManualTime(), capacity: 100);
        await using var slow = feed.FollowAsync(null, cancel).GetAsyncEnumerator(cancel);
        (await slow.MoveNextAsync()).ShouldBeTrue();
        // It reads nothing while ten times what is kept is written.
        foreach (var n in Enumerable.Range(1, 1000))
        {
            feed.Update(p => p.Note(NoteLevel.Info, null, $"{n}"));
        }
        (await slow.MoveNextAsync()).ShouldBeTrue();
        slow.Current.Kind.ShouldBe(RunEventKind.Snapshot);
        slow.Current.Cursor.Sequence.ShouldBe(1000);
        slow.Current.Snapshot!.Notes[^1].Message.ShouldBe("1000");
    }

    [Test]
    public async Task A_feed_ends_after_the_seal_for_those_who_wait_and_those_who_come(
        CancellationToken cancel
    )
    {
        using var feed = Feed(new ManualTime());
        var waiting = AllAsync(feed, cancel);
        feed.Update(p => p.Saw(Tell.Progress("vm-1", 1)));
        feed.Update(p => p.Sealed(Tell.Seal(SealReason.Completed, EntryStatus.Ok, EntryStatus.Ok)));
        feed.Update(p => p.Note(NoteLevel.Info, null, "after the end"));

        var told = await waiting;
        told[^1].Run!.Phase.ShouldBe(RunPhase.Sealed);
        var late = await AllAsync(feed, cancel);
        late.Single().Snapshot!.Run.SealReason.ShouldBe(SealReason.Completed);
        late[0].Snapshot!.Entries.Select(e => e.State).ShouldBe([EntryState.Ok, EntryState.Ok]);
    }

    [Test]
    public void The_runs_line_is_told_once_an_interval_and_then_as_it_is()
    {
        var time = new ManualTime();
        using var feed = Feed(time);
        feed.Update(p => p.Saw(Tell.Progress("vm-1", 1)));
        time.Advance(RunFeed.HeadInterval * 2);
        var reader = new Reader(feed);
        foreach (var n in Enumerable.Range(2, 50))
        {
            feed.Update(p => p.Saw(Tell.Progress("vm-1", n, ok: n)));
        }
        reader.Catch();
        reader.Heads.ShouldBe(1);
        time.Advance(RunFeed.HeadInterval);
        reader.Catch();
        reader.Heads.ShouldBe(2);
        reader.Builder.ToSnapshot().Run.IterationsDone.ShouldBe(51);
    }

    [Test]
    public async Task A_reader_that_goes_away_is_let_go(CancellationToken cancel)
    {
        using var feed = Feed(new ManualTime());
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var reading = AllAsync(feed, leaving.Token);
        await leaving.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(reading);
    }

    private static RunFeed Feed(TimeProvider time, int capacity = RunFeed.DefaultCapacity) =>
        new(new LivePicture(LeadBed.Plan(Vms), "file:///data/t1", time), time, capacity);

    private static string Text(RunSnapshot snapshot) =>
        JsonSerializer.Serialize(snapshot, WatchingJson.Default.RunSnapshot);

    private static async Task<List<RunEvent>> NextAsync(
        RunFeed feed,
        EventCursor? after,
        int count,
        CancellationToken cancel
    )
    {
        var read = new List<RunEvent>();
        await foreach (var next in feed.FollowAsync(after, cancel))
        {
            read.Add(next);
            if (read.Count == count)
            {
                break;
            }
        }
        return read;
    }

    private static async Task<List<RunEvent>> AllAsync(RunFeed feed, CancellationToken cancel)
    {
        var read = new List<RunEvent>();
        await foreach (var next in feed.FollowAsync(null, cancel))
        {
            read.Add(next);
        }
        return read;
    }

    /// <summary>Reads on whenever it is asked to, and never waits.</summary>
    private sealed class Reader
    {
        private readonly RunFeed _feed;
        private readonly IAsyncEnumerator<RunEvent> _events;
        private Task<bool>? _next;

        public Reader(RunFeed feed)
        {
            _feed = feed;
            _events = feed.FollowAsync(null, default).GetAsyncEnumerator();
            Catch();
        }

        public SnapshotBuilder Builder { get; } = new();

        public int Heads { get; private set; }

        public void Catch()
        {
            while (
                !Builder.HasBegun
                || Builder.ToSnapshot().Cursor.Sequence < _feed.Snapshot.Cursor.Sequence
            )
            {
                _next ??= _events.MoveNextAsync().AsTask();
                _next.Wait(TimeSpan.FromSeconds(20)).ShouldBeTrue();
                _next = null;
                Heads += _events.Current.Kind == RunEventKind.Run ? 1 : 0;
                Builder.Apply(_events.Current);
            }
        }
    }
}
