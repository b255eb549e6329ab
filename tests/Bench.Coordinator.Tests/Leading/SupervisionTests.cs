using Bench.Coordinator.Leading;
using Bench.Fleet;
using Bench.Model.Decisions;
using Bench.Model.Sealing;
using Bench.Protocol.Claims;

namespace Bench.Coordinator.Tests.Leading;

/// <summary>What a leader does for its workers. Time passes without waiting.</summary>
internal sealed class SupervisionTests
{
    [Test]
    public async Task All_workers_are_started_once_and_the_run_is_sealed_as_completed()
    {
        using var bed = await LeadBed.CreateAsync();
        var fleet = new FakeFleet((vm, _) => bed.CompleteAsync(vm));
        var seal = await bed.LeadAsync(fleet);
        fleet.Starts.Order().ShouldBe(["vm-1", "vm-2"]);
        seal.Reason.ShouldBe(SealReason.Completed);
        seal.Entries.ShouldAllBe(entry => entry.Status == EntryStatus.Ok);
        bed.Views.Last().Seal.ShouldBe(seal);
        bed.Notes.ShouldBeEmpty();
    }

    [Test]
    public async Task A_vm_without_entries_gets_no_worker()
    {
        using var bed = await LeadBed.CreateAsync(vms: 3);
        var fleet = new FakeFleet((vm, _) => bed.CompleteAsync(vm));
        (await bed.LeadAsync(fleet)).Reason.ShouldBe(SealReason.Completed);
        fleet.Starts.ShouldNotContain("vm-3");
    }

    [Test]
    public async Task A_dead_worker_is_started_again()
    {
        using var bed = await LeadBed.CreateAsync();
        var fleet = new FakeFleet(
            (vm, nth) =>
                vm == "vm-1" && nth == 1
                    ? Task.FromResult(FakeFleet.Killed)
                    : bed.CompleteAsync(vm, nth)
        );
        (await bed.LeadAsync(fleet)).Reason.ShouldBe(SealReason.Completed);
        fleet.Starts.Count(vm => vm == "vm-1").ShouldBe(2);
        fleet.Starts.Count(vm => vm == "vm-2").ShouldBe(1);
        bed.Notes.ShouldHaveSingleItem()
            .ShouldContain("vm-1: its worker ended (signal 9 (SIGKILL))");
    }

    [Test]
    public async Task A_worker_that_dies_without_progress_is_given_up_with_what_it_said()
    {
        using var bed = await LeadBed.CreateAsync();
        var fleet = new FakeFleet(
            (vm, nth) =>
                vm == "vm-1" ? Task.FromResult(FakeFleet.Killed) : bed.CompleteAsync(vm, nth)
        );
        var seal = await bed.LeadAsync(fleet);
        seal.Reason.ShouldBe(SealReason.Completed);
        fleet.Starts.Count(vm => vm == "vm-1").ShouldBe(4);
        fleet.Starts.Count(vm => vm == "vm-2").ShouldBe(2, "it is started again for the grant");
        bed.Notes.ShouldContain(note => note.Contains("not started again: the last it said"));
        bed.Notes.ShouldContain(note => note.Contains("vm-1 is fenced"));
        bed.Notes.ShouldContain("vm-2 is granted test 1, as its VM was lost");
        seal.Entries.Select(e => (e.MatrixId, e.Status, e.Vm, e.Attempt))
            .ShouldBe([(1, EntryStatus.Ok, "vm-2", 2), (2, EntryStatus.Ok, "vm-2", 1)]);
        // What is not known to have ended may not write any more.
        (await new ClaimChain(bed.Records, "vm-1").ReadOnAsync(default))!.Kind.ShouldBe(
            Bench.Model.Claims.ClaimKind.Fence
        );
    }

    /// <summary>Somebody else has started a worker of the VM too: it has the lock, and its claim comes late.</summary>
    [Test]
    public async Task A_worker_that_leaves_its_vm_to_another_one_is_no_dead_one()
    {
        using var bed = await LeadBed.CreateAsync(vms: 1);
        var fleet = new FakeFleet(
            (vm, nth) => nth <= 10 ? Task.FromResult(FakeFleet.Done) : bed.CompleteAsync(vm)
        );
        (await bed.LeadAsync(fleet)).Reason.ShouldBe(SealReason.Completed);
        fleet.Starts.Count.ShouldBe(11);
        bed.Notes.ShouldHaveSingleItem().ShouldContain("left the VM to another one");
    }

    [Test]
    public async Task A_vm_that_is_left_for_longer_than_a_start_may_take_is_given_up()
    {
        using var bed = await LeadBed.CreateAsync(
            vms: 1,
            change: options => options with { StartTimeoutSeconds = 5 }
        );
        var fleet = new FakeFleet((_, _) => Task.FromResult(FakeFleet.Done));
        var error = await Should.ThrowAsync<HostsUnfitException>(() => bed.LeadAsync(fleet));
        error.Message.ShouldContain("left for 5 s");
        bed.Notes.Last().ShouldContain("the last it said");
    }

    [Test]
    public async Task A_worker_that_gets_on_is_started_again_as_often_as_it_needs()
    {
        using var bed = await LeadBed.CreateAsync(vms: 1);
        // Each gets one iteration done; what a leader sees of it is there before it dies.
        var fleet = new FakeFleet(
            async (vm, nth) =>
            {
                if (nth == 6)
                {
                    return await bed.CompleteAsync(vm, nth);
                }
                await bed.ProgressAsync(vm, nth, ended: false, iterations: nth / 2);
                var seen = bed.Views.Count;
                await Host.Tests.Until.TrueAsync(() => bed.Views.Count >= seen + 2, "two polls");
                return FakeFleet.Killed;
            }
        );
        (await bed.LeadAsync(fleet)).Reason.ShouldBe(SealReason.Completed);
        fleet.Starts.Count.ShouldBe(6);
    }

    [Test]
    public async Task A_worker_that_cannot_use_its_spec_is_given_up_at_once()
    {
        using var bed = await LeadBed.CreateAsync(vms: 1);
        var fleet = new FakeFleet((_, _) => Task.FromResult(new WorkerExit(2, "exit code 2")));
        var error = await Should.ThrowAsync<HostsUnfitException>(() => bed.LeadAsync(fleet));
        error.Message.ShouldContain("bench resume");
        error.Message.ShouldContain("vm-1");
        fleet.Starts.Count.ShouldBe(1);
        bed.Notes.ShouldHaveSingleItem().ShouldContain("the last it said");
    }

    [Test]
    public async Task A_host_that_is_not_fit_leaves_the_run_unsealed_when_nobody_else_is_there()
    {
        using var bed = await LeadBed.CreateAsync(vms: 1);
        var fleet = new FakeFleet((_, _) => Task.FromResult(new WorkerExit(3, "exit code 3")));
        var error = await Should.ThrowAsync<HostsUnfitException>(() => bed.LeadAsync(fleet));
        error.Vms.ShouldBe(["vm-1"]);
        fleet.Starts.ShouldBe(["vm-1"]);
        bed.Notes.ShouldHaveSingleItem().ShouldContain("the last it said");
        (await bed.Records.ExistsAsync(bed.Records.Keys.Seal, default)).ShouldBeFalse();
        (await new ClaimChain(bed.Records, "vm-1").ReadOnAsync(default)).ShouldBeNull(
            "nobody is there to grant to, so nothing is fenced"
        );

        // Mended, the run goes on where it was, at once: who led said that it left.
        var mended = new FakeFleet((vm, _) => bed.CompleteAsync(vm));
        (await bed.LeadAsync(mended)).Reason.ShouldBe(SealReason.Completed);
        mended.Starts.ShouldBe(["vm-1"]);
    }

    [Test]
    public async Task The_work_of_a_host_that_is_not_fit_is_granted_to_the_others()
    {
        using var bed = await LeadBed.CreateAsync();
        var fleet = new FakeFleet(
            (vm, nth) =>
                vm == "vm-1"
                    ? Task.FromResult(new WorkerExit(3, "exit code 3"))
                    : bed.CompleteAsync(vm, nth)
        );
        var seal = await bed.LeadAsync(fleet);
        seal.Reason.ShouldBe(SealReason.Completed);
        seal.Entries.ShouldAllBe(entry => entry.Status == EntryStatus.Ok && entry.Vm == "vm-2");
        fleet.Starts.Order().ShouldBe(["vm-1", "vm-2", "vm-2"]);
        bed.Views.Last().EntriesDone.ShouldBe(2);
    }

    [Test]
    public async Task A_worker_that_cannot_be_started_does_not_stop_the_others()
    {
        using var bed = await LeadBed.CreateAsync();
        var fleet = new FakeFleet((vm, nth) => bed.CompleteAsync(vm, nth))
        {
            Refuse = vm => vm == "vm-1" ? "no memory" : null,
        };
        (await bed.LeadAsync(fleet)).Reason.ShouldBe(SealReason.Completed);
        fleet.Starts.Count(vm => vm == "vm-1").ShouldBe(4);
        bed.Notes.ShouldContain(note => note.Contains("no memory; it is not tried again"));
    }

    [Test]
    public async Task A_living_worker_of_another_coordinator_is_left_alone_until_it_is_done()
    {
        using var bed = await LeadBed.CreateAsync(vms: 1);
        await bed.ClaimAsync("vm-1");
        bed.Lock = LockState.Held;
        var fleet = new FakeFleet((vm, _) => bed.CompleteAsync(vm));
        bed.OnView = _ =>
        {
            if (bed.Views.Count == 5)
            {
                // Its lock is held a moment longer than it takes to say that it is done.
                bed.CompleteAsync("vm-1").GetAwaiter().GetResult();
            }
        };
        (await bed.LeadAsync(fleet)).Reason.ShouldBe(SealReason.Completed);
        fleet.Starts.ShouldBeEmpty();
    }

    [Test]
    public async Task A_worker_of_another_coordinator_that_dies_is_replaced()
    {
        using var bed = await LeadBed.CreateAsync(vms: 1);
        await bed.ClaimAsync("vm-1");
        bed.Lock = LockState.Held;
        var fleet = new FakeFleet((vm, _) => bed.CompleteAsync(vm, 2));
        bed.OnView = _ => bed.Lock = bed.Views.Count > 3 ? LockState.Free : LockState.Held;
        (await bed.LeadAsync(fleet)).Reason.ShouldBe(SealReason.Completed);
        fleet.Starts.ShouldBe(["vm-1"]);
        bed.Views.Count.ShouldBeGreaterThan(3);
    }

    [Test]
    public async Task Entries_that_were_done_before_are_not_asked_for_again()
    {
        using var bed = await LeadBed.CreateAsync(vms: 1);
        await bed.ClaimAsync("vm-1");
        await bed.CompleteAsync("vm-1");
        var fleet = new FakeFleet((vm, _) => bed.CompleteAsync(vm));
        (await bed.LeadAsync(fleet)).Reason.ShouldBe(SealReason.Completed);
        fleet.Starts.ShouldBeEmpty();
    }
}
