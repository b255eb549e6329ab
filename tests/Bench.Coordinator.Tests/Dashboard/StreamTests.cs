using System.Net;
using System.Text.Json;
using Bench.Coordinator.Dashboard;
using Bench.Coordinator.Tests.Dashboard.Fakes;
using Bench.Coordinator.Watching;
using Bench.Coordinator.Watching.Feeds;
using Bench.Coordinator.Watching.Pictures;
using Bench.Host.Tests;

namespace Bench.Coordinator.Tests.Dashboard;

/// <summary>The live streams, as a browser reads them.</summary>
[CancelAfter(60_000)]
internal sealed class StreamTests
{
    private ScriptedDirectory _directory = null!;
    private ScriptedFeed _feed = null!;
    private DashboardHost _host = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _directory = new ScriptedDirectory();
        _feed = new ScriptedFeed(SampleRun.Of("t1", 5), TimeProvider.System, kept: 100);
        _directory.Put("t1", _feed);
        _host = await DashboardHost.StartAsync(_directory);
    }

    [TearDown]
    public async Task StopAsync() => await _host.DisposeAsync();

    [Test]
    public async Task Whoever_comes_back_gets_exactly_what_was_missed()
    {
        string? last;
        await using (var before = await ReadAsync())
        {
            (await before.NextAsync())!.Value.EventType.ShouldBe("snapshot");
            _feed.Tell("one");
            _feed.Tell("two");
            last = (await before.IdsAsync(2))[^1];
        }
        last.ShouldBe("feed1:2");
        _feed.Tell("three");
        _feed.Tell(_feed.Snapshot.Vms[1] with { IterationsDone = 47 });

        await using var after = await ReadAsync(last);
        _feed.Tell("five");

        var missed = await after.NextAsync();
        missed!.Value.EventType.ShouldBe("note");
        Event(missed.Value.Data).Note!.Message.ShouldBe("three");
        (await after.IdsAsync(2)).ShouldBe(["feed1:4", "feed1:5"]);
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("feed1:99")]
    [TestCase("another:1")]
    [TestCase("nonsense")]
    [TestCase("feed1:-1")]
    [TestCase(":1")]
    public async Task An_unknown_place_is_answered_with_everything(string? place)
    {
        _feed.Tell("one");
        await using var stream = await ReadAsync(place);

        var first = await stream.NextAsync();

        first!.Value.EventType.ShouldBe("snapshot");
        first.Value.EventId.ShouldBe("feed1:1");
        Event(first.Value.Data).Snapshot!.Vms.Count.ShouldBe(5);
    }

    [Test]
    public async Task A_page_that_was_just_rendered_says_in_its_address_what_it_shows()
    {
        _feed.Tell("one");
        _feed.Tell("two");
        await using var stream = await SseReader.OpenAsync(
            _host.Client,
            "/runs/t1/events?after=feed1:1"
        );

        (await stream.IdsAsync(1)).ShouldBe(["feed1:2"]);
    }

    [Test]
    public async Task A_reader_that_was_away_too_long_gets_everything_and_goes_on_from_there()
    {
        for (var i = 0; i < 300; i++)
        {
            _feed.Tell($"note {i}");
        }
        await using var stream = await ReadAsync("feed1:1");

        var first = await stream.NextAsync();
        first!.Value.EventType.ShouldBe("snapshot");
        first.Value.EventId.ShouldBe("feed1:300");
        _feed.Tell("next");
        (await stream.IdsAsync(1)).ShouldBe(["feed1:301"]);
    }

    [Test]
    public async Task A_slow_reader_holds_up_nobody_and_ends_with_the_truth()
    {
        const int told = 20_000;
        using var feed = new RunFeed(
            new LivePicture(LeadBed.Plan(3), "file:///data/t2", TimeProvider.System),
            TimeProvider.System,
            capacity: 50
        );
        _directory.Put("t2", feed);
        await using var slow = await SseReader.OpenAsync(_host.Client, "/runs/t2/events");
        var builder = new SnapshotBuilder();
        builder.Apply(Event((await slow.NextAsync())!.Value.Data));
        var padding = new string('x', 500);
        for (var i = 1; i <= told; i++)
        {
            var number = i;
            feed.Update(picture => picture.Note(NoteLevel.Info, null, $"{number} {padding}"));
        }

        // It reads only now: what it missed beyond what is kept comes as a snapshot, and then it has the truth.
        var snapshots = 0;
        while (builder.ToSnapshot().Cursor != feed.Snapshot.Cursor)
        {
            var happened = Event((await slow.NextAsync())!.Value.Data);
            snapshots += happened.Snapshot is null ? 0 : 1;
            builder.Apply(happened);
        }
        snapshots.ShouldBeGreaterThan(0);
        builder.ToSnapshot().Notes[^1].Message.ShouldStartWith($"{told} ");
    }

    [Test]
    public async Task The_end_of_a_sealed_run_is_told_and_that_of_a_feed_is_not()
    {
        await using var live = await ReadAsync();
        await live.NextAsync();
        _feed.Tell(_feed.Snapshot.Run with { Phase = RunPhase.Sealed });
        await live.NextAsync();
        _feed.End();
        (await live.NextAsync())!.Value.EventType.ShouldBe("end");
        (await live.NextAsync()).ShouldBeNull();

        var gone = new ScriptedFeed(SampleRun.Of("t3", 2), TimeProvider.System);
        _directory.Put("t3", gone);
        await using var other = await SseReader.OpenAsync(_host.Client, "/runs/t3/events");
        await other.NextAsync();
        gone.End();
        (await other.NextAsync()).ShouldBeNull("the browser must come back to the next feed");
    }

    [Test]
    public async Task A_silent_stream_says_that_it_lives()
    {
        await using var host = await DashboardHost.StartAsync(
            _directory,
            new DashboardOptions { KeepAlive = TimeSpan.FromMilliseconds(50) }
        );
        using var response = await host.Client.GetAsync(
            "/runs/t1/events?after=feed1:0",
            HttpCompletionOption.ResponseHeadersRead
        );
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync());
        var pings = 0;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (pings < 3)
        {
            pings += await lines.ReadLineAsync(limit.Token) == "event: ping" ? 1 : 0;
        }
    }

    [Test]
    public async Task Streams_do_not_hold_up_the_end_of_the_service()
    {
        await using var stream = await ReadAsync();
        await stream.NextAsync();
        await Until.TrueAsync(() => _feed.Followers == 1, "one follower");
        var stopping = _host.DisposeAsync().AsTask();
        (await Task.WhenAny(stopping, Task.Delay(TimeSpan.FromSeconds(10)))).ShouldBe(stopping);
        await Until.TrueAsync(() => _feed.Followers == 0, "nobody follows");
        _host = await DashboardHost.StartAsync(_directory);
    }

    [Test]
    public async Task A_run_that_is_not_there_has_no_stream()
    {
        (await _host.Client.GetAsync("/runs/none/events")).StatusCode.ShouldBe(
            HttpStatusCode.NotFound
        );
        (await _host.Client.GetAsync("/runs/none/history")).StatusCode.ShouldBe(
            HttpStatusCode.NotFound
        );
    }

    [Test]
    public async Task The_list_of_runs_is_told_again_when_it_changed()
    {
        await using var host = await DashboardHost.StartAsync(
            _directory,
            new DashboardOptions { RunsInterval = TimeSpan.FromMilliseconds(20) }
        );
        await using var stream = await SseReader.OpenAsync(host.Client, "/events");
        Runs((await stream.NextAsync())!.Value.Data).Single().Id.ShouldBe("t1");

        _feed.Tell(_feed.Snapshot.Run with { IterationsDone = 99 });

        Runs((await stream.NextAsync())!.Value.Data).Single().IterationsDone.ShouldBe(99);
    }

    [Test]
    public async Task Charts_get_what_was_seen_since_somebody_looked()
    {
        await _host.Client.GetStringAsync("/runs/t1");
        await Until.TrueAsync(() => _feed.Followers == 1, "the history follows");
        var vm = _feed.Snapshot.Vms[0];
        for (var step = 1; step <= 4; step++)
        {
            _feed.Tell(vm with { Live = SampleRun.Live(0, step) });
        }
        JsonElement iterations = default;
        await Until.TrueAsync(
            () =>
            {
                var text = _host.Client.GetStringAsync("/runs/t1/history?vm=vm-0000").Result;
                var document = JsonDocument.Parse(text).RootElement;
                iterations = document.GetProperty("iterations");
                return document.GetProperty("cursor").GetString() == "feed1:4";
            },
            "the history has seen all events"
        );
        iterations
            .GetProperty("read")
            .GetArrayLength()
            .ShouldBe(5, "one in the snapshot, four since");
        iterations
            .GetProperty("read")[4]
            .GetDouble()
            .ShouldBe(SampleRun.Live(0, 4).Iteration!.ReadBytesPerSecond!.Value);
    }

    private Task<SseReader> ReadAsync(string? last = null) =>
        SseReader.OpenAsync(_host.Client, "/runs/t1/events", last);

    private static RunEvent Event(string data) =>
        JsonSerializer.Deserialize(data, WatchingJson.Default.RunEvent)!;

    private static IReadOnlyList<RunHead> Runs(string data) =>
        JsonSerializer.Deserialize(data, WatchingJson.Default.IReadOnlyListRunHead)!;
}
