using Bench.Coordinator.Launching;
using Bench.Coordinator.Watching;
using Bench.Coordinator.Watching.Directories;
using Bench.Host.Tests;
using Bench.Model.Keys;
using Bench.Protocol.Records;
using Bench.Storage;

namespace Bench.Coordinator.Tests.Watching;

[CancelAfter(60_000)]
internal sealed class RunCatalogueTests
{
    [Test]
    public async Task Runs_are_listed_newest_first_and_what_is_no_run_is_left_out(
        CancellationToken cancel
    )
    {
        using var bed = await LeadBed.CreateAsync();
        await CreateAsync(bed.Records.Store, "older", DateTimeOffset.UnixEpoch, cancel);
        await CreateAsync(bed.Records.Store, "newer", DateTimeOffset.MaxValue, cancel);
        await bed.Records.Store.PutAsync("no-run/file", new byte[1], cancel);
        await bed.Records.Store.PutAsync("broken/config.json", new byte[1], cancel);
        await bed.Records.Store.PutAsync("Not An Id/config.json", new byte[1], cancel);
        await using var runs = new RunCatalogue(bed.Records.Store, TimeProvider.System);

        (await runs.ListAsync(cancel)).Select(run => run.Id).ShouldBe(["newer", "t1", "older"]);
    }

    [Test]
    public async Task The_line_of_a_sealed_run_is_read_once(CancellationToken cancel)
    {
        using var bed = await LeadBed.CreateAsync();
        await bed.LeadAsync(new FakeFleet((vm, _) => bed.CompleteAsync(vm)), cancel);
        await using var runs = new RunCatalogue(bed.Records.Store, TimeProvider.System);
        var first = (await runs.ListAsync(cancel)).Single();
        first.Phase.ShouldBe(RunPhase.Sealed);
        await bed.Records.Store.DeleteAsync(bed.Records.Keys.Seal, cancel);
        (await runs.ListAsync(cancel)).Single().ShouldBe(first);
    }

    [Test]
    public async Task A_run_that_is_watched_is_found_again_with_its_feed(CancellationToken cancel)
    {
        using var bed = await LeadBed.CreateAsync();
        await using var runs = new RunCatalogue(bed.Records.Store, TimeProvider.System);
        var feed = (await runs.FindAsync("t1", cancel)).ShouldNotBeNull();
        (await runs.FindAsync("t1", cancel)).ShouldBeSameAs(feed);

        var sealedNow = UntilAsync(feed, head => head.Phase == RunPhase.Sealed, cancel);
        await bed.LeadAsync(new FakeFleet((vm, _) => bed.CompleteAsync(vm)), cancel);
        (await sealedNow).EntriesOk.ShouldBe(2);
    }

    [TestCase("t2")]
    [TestCase("no id")]
    [TestCase("../t1")]
    [TestCase("")]
    public async Task What_is_not_there_is_not_found(string id, CancellationToken cancel)
    {
        using var bed = await LeadBed.CreateAsync();
        await using var runs = new RunCatalogue(bed.Records.Store, TimeProvider.System);
        (await runs.FindAsync(id, cancel)).ShouldBeNull();
    }

    [Test]
    public async Task A_run_that_nobody_watches_is_closed_and_opened_again(CancellationToken cancel)
    {
        using var bed = await LeadBed.CreateAsync();
        var time = new ManualTime();
        await using var runs = new RunCatalogue(bed.Records.Store, time);
        var feed = (await runs.FindAsync("t1", cancel)).ShouldNotBeNull();
        await Until.TrueAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(10));
                return ((Bench.Coordinator.Watching.Feeds.RunFeed)feed).Ended;
            },
            "the feed ends"
        );
        (await runs.FindAsync("t1", cancel)).ShouldNotBeSameAs(feed);
    }

    private static Task CreateAsync(
        IObjectStore store,
        string id,
        DateTimeOffset at,
        CancellationToken cancel
    ) =>
        RunLauncher.CreateAsync(
            new RecordStore(store, new RunKeys(id)),
            LeadBed.Plan(vms: 1) with
            {
                BenchmarkId = id,
                CreatedAt = at,
            },
            cancel
        );

    private static async Task<RunHead> UntilAsync(
        IRunFeed feed,
        Func<RunHead, bool> isIt,
        CancellationToken cancel
    )
    {
        await foreach (var next in feed.FollowAsync(null, cancel))
        {
            if ((next.Run ?? next.Snapshot?.Run) is { } head && isIt(head))
            {
                return head;
            }
        }
        throw new InvalidOperationException("The feed ended before.");
    }
}
