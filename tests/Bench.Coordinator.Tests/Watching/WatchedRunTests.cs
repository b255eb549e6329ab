using Bench.Coordinator.Watching;
using Bench.Coordinator.Watching.Sources;
using Bench.Protocol.Cancelling;
using Bench.Protocol.Runs;

namespace Bench.Coordinator.Tests.Watching;

[CancelAfter(60_000)]
internal sealed class WatchedRunTests
{
    [Test]
    public async Task A_run_is_watched_from_its_bucket_to_its_seal(CancellationToken cancel)
    {
        using var bed = await LeadBed.CreateAsync();
        using var watched = await WatchedRun.OpenAsync(bed.Records, bed.Time, cancel);
        watched.Feed.Snapshot.Run.Phase.ShouldBe(RunPhase.Starting);
        var told = AllAsync(watched.Feed, cancel);

        await bed.LeadAsync(new FakeFleet((vm, _) => bed.CompleteAsync(vm)), cancel);
        await watched.FollowAsync(TimeSpan.FromSeconds(1), cancel);

        var events = await told;
        events[^1].Run!.Phase.ShouldBe(RunPhase.Sealed);
        var end = watched.Feed.Snapshot;
        (end.Run.EntriesOk, end.Run.IterationsDone).ShouldBe((2, 4));
        end.Run.Leader.ShouldNotBeNull();
        end.Vms.ShouldAllBe(vm => vm.State == VmState.Ended);
        end.Notes.ShouldContain(note => note.Message.StartsWith("sealed (completed)"));
    }

    [Test]
    public async Task Results_are_read_where_progress_only_counts_them(CancellationToken cancel)
    {
        using var bed = await LeadBed.CreateAsync();
        await bed.CompleteAsync("vm-1");
        using var watched = await WatchedRun.OpenAsync(bed.Records, bed.Time, cancel);
        watched
            .Feed.Snapshot.Entries.Select(entry => entry.State)
            .ShouldBe([EntryState.Ok, EntryState.Pending]);
    }

    [Test]
    public async Task A_cancellation_is_seen(CancellationToken cancel)
    {
        using var bed = await LeadBed.CreateAsync();
        await RunCancel.RequestAsync(bed.Records, "me", "enough", bed.Time, cancel);
        using var watched = await WatchedRun.OpenAsync(bed.Records, bed.Time, cancel);
        var head = watched.Feed.Snapshot.Run;
        (head.Phase, head.Reason).ShouldBe((RunPhase.Cancelling, "cancelled by me: enough"));
    }

    [Test]
    public async Task A_run_that_is_not_there_is_refused(CancellationToken cancel)
    {
        using var bed = await LeadBed.CreateAsync();
        var absent = new Bench.Protocol.Records.RecordStore(
            bed.Records.Store,
            new Bench.Model.Keys.RunKeys("t2")
        );
        await Should.ThrowAsync<RunNotFoundException>(
            WatchedRun.OpenAsync(absent, bed.Time, cancel)
        );
    }

    private static async Task<List<RunEvent>> AllAsync(IRunFeed feed, CancellationToken cancel)
    {
        var read = new List<RunEvent>();
        await foreach (var next in feed.FollowAsync(null, cancel))
        {
            read.Add(next);
        }
        return read;
    }
}
