using System.Collections.Concurrent;
using Bench.Coordinator.Hosting;
using Bench.Coordinator.Tests.Serving;
using Bench.Coordinator.Tests.Watching;
using Bench.Coordinator.Watching;
using Bench.Host.Tests;
using Bench.Model.Claims;
using Bench.Model.Decisions;
using Bench.Model.Json;
using Bench.Worker.Channel;

namespace Bench.Coordinator.Tests.LiveChannel;

/// <summary>The worker's side against the service's.</summary>
[CancelAfter(60_000)]
internal sealed class LinkTests : IWorkerControls
{
    private readonly ConcurrentQueue<string> _log = [];
    private int _looks;
    private int _cancels;

    [SetUp]
    public void Clear()
    {
        _log.Clear();
        (_looks, _cancels) = (0, 0);
    }

    [Test]
    public async Task A_worker_tells_what_it_does_and_hears_what_is_decided(
        CancellationToken cancel
    )
    {
        await using var bed = await ServeBed.StartAsync(cancel);
        var led = await bed.Host.StartAsync(ServeBed.Config("t1"), cancel);
        await using var link = Begin(bed, led, bed.Workers.Create(led.Run.OwnerName, "vm-1"));
        await Until.TrueAsync(() => Volatile.Read(ref _looks) > 0, "it has connected");

        link.Wrote(Documents.Write(Tell.Progress("vm-1", 1)));
        link.Began(1, 1, 1, "prepare");
        link.Committed(1, 1, 1, ok: true, seconds: 2);
        await Until.TrueAsync(
            () => led.Feed.Snapshot.Vms[0] is { Current.Phase: "prepare", IterationsDone: 1 },
            "it is shown"
        );

        await bed.Host.CancelAsync("t1", "me", null, cancel);
        await Until.TrueAsync(() => Volatile.Read(ref _cancels) > 0, "it is cancelled");
    }

    [Test]
    public async Task Clocks_are_compared_and_goes_are_heard_until_the_channel_closes(
        CancellationToken cancel
    )
    {
        await using var bed = await ServeBed.StartAsync(cancel);
        var led = await bed.Host.StartAsync(ServeBed.Config("t1"), cancel);
        await using var link = Begin(bed, led, bed.Workers.Create(led.Run.OwnerName, "vm-1"));
        await Until.TrueAsync(() => link.Starts.IsOpen, "it has connected");

        var stamps = await link.Starts.CompareClocksAsync(cancel);
        stamps.ShouldNotBeEmpty();
        foreach (var stamp in stamps)
        {
            // Here both have one clock.
            stamp.CoordinatorReceivedNanoseconds.ShouldBeInRange(
                stamp.SentNanoseconds,
                stamp.CoordinatorSentNanoseconds
            );
            stamp.ReceivedNanoseconds.ShouldBeGreaterThan(stamp.CoordinatorSentNanoseconds);
        }

        var heard = new ConcurrentQueue<int>();
        using (link.Starts.Hear(go => heard.Enqueue(go.Decision)))
        {
            led.Workers.Go(4, Go("vm-1", "vm-2"));
            led.Workers.Go(4, Go("vm-1", "vm-2"));
            led.Workers.Go(3, Go("vm-1", "vm-2"));
            led.Workers.Go(5, Go("vm-2"));
            led.Workers.Go(6, Go("vm-1"));
            await Until.TrueAsync(() => heard.Contains(6), "the last one is heard");
        }
        heard.ToArray().ShouldBe([4, 6], "each once, and no older one");

        await led.DisposeAsync();
        await link.Starts.ClosedAsync(Timeout.InfiniteTimeSpan, cancel);
        (await link.Starts.CompareClocksAsync(cancel)).ShouldBeEmpty();
    }

    [Test]
    public async Task A_worker_whose_token_is_refused_goes_on_and_says_why_once(
        CancellationToken cancel
    )
    {
        await using var bed = await ServeBed.StartAsync(cancel);
        var led = await bed.Host.StartAsync(ServeBed.Config("t1"), cancel);
        await using var link = Begin(bed, led, bed.Workers.Create(led.Run.OwnerName, "vm-2"));
        await Until.TrueAsync(() => !_log.IsEmpty, "it says why");
        link.Began(1, 1, 1, "prepare");
        _log.Single().ShouldContain("no right");
        _log.Single().ShouldContain("by the bucket");
    }

    public void LookNow() => Interlocked.Increment(ref _looks);

    public void Cancel() => Interlocked.Increment(ref _cancels);

    private static GoSignal Go(params string[] participants) =>
        new()
        {
            MatrixId = 1,
            Attempt = 1,
            Iteration = 1,
            Participants = participants,
        };

    private CoordinatorLink Begin(ServeBed bed, LedRun led, string token) =>
        CoordinatorLink.Begin(
            new CoordinatorAccess(bed.Server.Address, token, null),
            led.Run.Config.BenchmarkId,
            new Claim
            {
                Schema = Schemas.Claim,
                Writer = WriterId.New(),
                Vm = "vm-1",
                Epoch = 1,
                Kind = ClaimKind.Holder,
                At = default,
            },
            this,
            _log.Enqueue,
            TimeProvider.System,
            soon: true
        );
}
