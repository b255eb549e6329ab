using Bench.Coordinator.Leading;
using Bench.Fleet;
using Bench.Model.Decisions;
using Bench.Model.Sealing;
using Bench.Protocol.Cancelling;
using Bench.Protocol.Decisions;
using Bench.Protocol.Sealing;

namespace Bench.Coordinator.Tests.Leading;

/// <summary>When and why a leader seals.</summary>
internal sealed class SealingTests
{
    private static readonly Func<string, int, Task<WorkerExit>> Forever = (_, _) =>
        new TaskCompletionSource<WorkerExit>().Task;

    [Test]
    public async Task A_run_over_its_time_is_sealed_as_it_is()
    {
        using var bed = await LeadBed.CreateAsync(timeoutSeconds: 50);
        await bed.CommitAsync("vm-1", 1);
        var seal = await bed.LeadAsync(new FakeFleet(Forever));
        seal.Reason.ShouldBe(SealReason.TimedOut);
        seal.Entries.Select(e => e.Status).ShouldBe([EntryStatus.Ok, EntryStatus.Missing]);
        bed.Notes.ShouldContain(note => note.Contains("--timeout"));
        bed.Time.GetElapsedTime(1_000).ShouldBeGreaterThan(TimeSpan.FromSeconds(50));
    }

    [Test]
    public async Task An_interrupt_cancels_the_run_and_waits_for_the_workers()
    {
        using var bed = await LeadBed.CreateAsync(vms: 1);
        using var interrupt = new CancellationTokenSource();
        var end = new TaskCompletionSource<WorkerExit>();
        var viewsWhileCancelling = 0;
        var fleet = new FakeFleet(
            async (_, _) =>
            {
                await interrupt.CancelAsync();
                return await end.Task;
            }
        );
        bed.OnView = view =>
        {
            if (
                view.Seal is null
                && CancelledAsync(bed).GetAwaiter().GetResult()
                && ++viewsWhileCancelling == 3
            )
            {
                end.SetResult(new WorkerExit(1, "exit code 1"));
            }
        };
        var seal = await bed.LeadAsync(fleet, interrupt.Token);
        viewsWhileCancelling.ShouldBeGreaterThanOrEqualTo(3);
        seal.Reason.ShouldBe(SealReason.Cancelled);
        seal.Entries.ShouldAllBe(entry => entry.Status == EntryStatus.Cancelled);
        fleet.Starts.Count.ShouldBe(1);
        bed.Notes.ShouldContain("cancelling");
    }

    [Test]
    public async Task A_run_that_is_cancelled_in_the_bucket_starts_nothing()
    {
        using var bed = await LeadBed.CreateAsync();
        await RunCancel.RequestAsync(bed.Records, "somebody", null, bed.Time, default);
        var fleet = new FakeFleet(Forever);
        (await bed.LeadAsync(fleet)).Reason.ShouldBe(SealReason.Cancelled);
        fleet.Starts.ShouldBeEmpty();
    }

    [Test]
    public async Task Workers_that_do_not_heed_a_cancellation_are_not_waited_for_for_ever()
    {
        using var bed = await LeadBed.CreateAsync();
        bed.OnView = _ =>
        {
            if (bed.Views.Count == 2)
            {
                RunCancel
                    .RequestAsync(bed.Records, "somebody", null, bed.Time, default)
                    .GetAwaiter()
                    .GetResult();
            }
        };
        (await bed.LeadAsync(new FakeFleet(Forever))).Reason.ShouldBe(SealReason.Cancelled);
    }

    [Test]
    public async Task An_announced_seal_is_carried_out_for_its_own_reason()
    {
        using var bed = await LeadBed.CreateAsync(change: o => o with { LeaseSeconds = 30 });
        var dead = Log(bed);
        await dead.LeadAsync(default);
        await dead.TrySealAsync(new SealIntention { Reason = SealReason.TimedOut }, default);
        var fleet = new FakeFleet(Forever);
        (await bed.LeadAsync(fleet)).Reason.ShouldBe(SealReason.TimedOut);
        fleet.Starts.ShouldBeEmpty();
    }

    [Test]
    public async Task Who_lost_the_lead_starts_nothing_and_takes_the_others_seal()
    {
        using var bed = await LeadBed.CreateAsync(vms: 1);
        var other = Log(bed);
        var otherLeads = false;
        var viewsAsFollower = 0;
        var fleet = new FakeFleet(
            async (_, _) =>
            {
                await other.LeadAsync(default);
                Volatile.Write(ref otherLeads, true);
                return FakeFleet.Killed;
            }
        );
        Seal? theirs = null;
        bed.OnView = _ =>
        {
            if (Volatile.Read(ref otherLeads) && ++viewsAsFollower == 10)
            {
                theirs = new Sealer(bed.Records, bed.Run, other, bed.Time, "0")
                    .SealAsync(SealReason.TimedOut, default)
                    .GetAwaiter()
                    .GetResult();
            }
        };
        var seal = await bed.LeadAsync(fleet);
        fleet.Starts.Count.ShouldBe(1);
        seal.Writer.ShouldBe(theirs.ShouldNotBeNull().Writer);
    }

    [Test]
    public async Task A_sealed_run_is_shown_and_left()
    {
        using var bed = await LeadBed.CreateAsync();
        var first = await bed.LeadAsync(new FakeFleet((vm, _) => bed.CompleteAsync(vm)));
        var fleet = new FakeFleet(Forever);
        (await bed.LeadAsync(fleet)).Writer.ShouldBe(first.Writer);
        fleet.Starts.ShouldBeEmpty();
    }

    private static DecisionLog Log(LeadBed bed) =>
        new(bed.Records, bed.Run.Config, CoordinatorSelf.New(), bed.Time);

    private static Task<bool> CancelledAsync(LeadBed bed) =>
        bed.Records.ExistsAsync(bed.Records.Keys.Cancel, default);
}
