using Bench.Coordinator.Leading;
using Bench.Model.Decisions;
using Bench.Model.Sealing;

namespace Bench.Coordinator.Tests.Leading;

/// <summary>Test cases that failed are tried again as a whole, and each attempt is kept.</summary>
internal sealed class RetryTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Test]
    public async Task A_failed_test_is_tried_again_on_another_vm()
    {
        using var bed = await LeadBed.CreateAsync(change: o => o with { Retries = 2 });
        var fleet = new FakeFleet(
            (vm, nth) => bed.CompleteAsync(vm, nth, failed: attempt => attempt.Vm == "vm-1")
        );
        var seal = await bed.LeadAsync(fleet).WaitAsync(Limit);
        seal.Reason.ShouldBe(SealReason.Completed);
        seal.Entries.Select(e => (e.Vm, e.Attempt, e.Status))
            .ShouldBe([("vm-2", 2, EntryStatus.Ok), ("vm-2", 1, EntryStatus.Ok)]);
        seal.Superseded.Count.ShouldBe(3, "the failed attempt's records are kept");
        bed.Notes.ShouldContain("vm-2 is granted test 1, as it failed");
    }

    [Test]
    public async Task A_test_that_always_fails_is_tried_as_often_as_told_and_no_more()
    {
        using var bed = await LeadBed.CreateAsync(vms: 1, change: o => o with { Retries = 2 });
        var fleet = new FakeFleet(
            (vm, nth) => bed.CompleteAsync(vm, nth, failed: attempt => attempt.MatrixId == 1)
        );
        var seal = await bed.LeadAsync(fleet).WaitAsync(Limit);
        seal.Entries.Select(e => (e.MatrixId, e.Attempt, e.Status))
            .ShouldBe([(1, 3, EntryStatus.Failed), (2, 1, EntryStatus.Ok)]);
        bed.Views.Last().EntriesDone.ShouldBe(2);
    }

    [Test]
    public async Task Nothing_is_tried_again_unless_told()
    {
        using var bed = await LeadBed.CreateAsync(vms: 1);
        var fleet = new FakeFleet((vm, nth) => bed.CompleteAsync(vm, nth, failed: _ => true));
        (await bed.LeadAsync(fleet).WaitAsync(Limit)).Entries.ShouldAllBe(e => e.Attempt == 1);
        fleet.Starts.Count.ShouldBe(1);
    }

    [Test]
    public async Task An_operator_may_ask_for_another_attempt_while_the_run_goes_on()
    {
        using var bed = await LeadBed.CreateAsync();
        var goOn = new TaskCompletionSource();
        var fleet = new FakeFleet(
            async (vm, nth) =>
            {
                if (vm == "vm-2" && nth == 1)
                {
                    await goOn.Task;
                }
                return await bed.CompleteAsync(
                    vm,
                    nth,
                    failed: a => a is { MatrixId: 1, Number: 1 }
                );
            }
        );
        var leader = bed.Leader(fleet);
        Task<Grant?>? open = null;
        Task<Grant?>? failed = null;
        bed.OnView = view =>
        {
            if (failed is null && view.EntriesFailed == 1)
            {
                open = leader.RetryAsync(2);
                failed = leader.RetryAsync(1);
            }
            if (view.State!.AttemptsOf("vm-1").Count + view.State.AttemptsOf("vm-2").Count == 3)
            {
                goOn.TrySetResult();
            }
        };
        var seal = await leader.LeadAsync(default).WaitAsync(Limit);
        (await failed!)!.Cause.ShouldBe(GrantCause.Requested);
        (await Should.ThrowAsync<RetryRefusedException>(() => open!)).Message.ShouldContain(
            "still being tried"
        );
        seal.Entries.ShouldAllBe(entry => entry.Status == EntryStatus.Ok);
        Should.Throw<RetryRefusedException>(() => leader.RetryAsync(1));
        Should.Throw<RetryRefusedException>(() => leader.RetryAsync(99));
    }
}
