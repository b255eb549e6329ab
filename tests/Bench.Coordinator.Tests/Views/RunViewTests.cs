using Bench.Coordinator.Views;
using Bench.Model.Json;
using Bench.Model.Progress;

namespace Bench.Coordinator.Tests.Views;

internal sealed class RunViewTests
{
    [Test]
    public void Nothing_is_estimated_before_the_first_iteration()
    {
        View().EstimatedSecondsLeft.ShouldBeNull();
        View(Progress("vm-1", done: 0, timed: 0, seconds: 0)).EstimatedSecondsLeft.ShouldBeNull();
    }

    [Test]
    public void The_vm_with_most_left_counts_with_the_mean_of_what_was_timed()
    {
        // Two VMs of one entry, two iterations each: vm-2 has both left.
        View(Progress("vm-1", done: 1, timed: 1, seconds: 3)).EstimatedSecondsLeft.ShouldBe(6);
    }

    [Test]
    public void What_an_earlier_epoch_did_counts_as_done_but_not_as_timed()
    {
        var view = View(
            Progress("vm-1", done: 2, timed: 0, seconds: 0),
            Progress("vm-2", done: 1, timed: 1, seconds: 5)
        );
        view.EstimatedSecondsLeft.ShouldBe(5);
        (view.IterationsDone, view.IterationsTotal).ShouldBe((3, 4));
    }

    [Test]
    public async Task The_reader_sees_progress_claims_leader_and_cancellation_from_the_bucket_alone()
    {
        using var bed = await LeadBed.CreateAsync();
        await bed.ClaimAsync("vm-1");
        await bed.ProgressAsync("vm-1", 1, ended: false, iterations: 1);
        await Bench.Protocol.Cancelling.RunCancel.RequestAsync(
            bed.Records,
            "me",
            "why",
            bed.Time,
            default
        );
        var reader = new RunViewReader(bed.Records, bed.Run.Config, bed.Time);
        var view = await reader.ReadAsync(withLate: true, default);
        view.Progress.Keys.ShouldBe(["vm-1"]);
        view.Claims["vm-1"].Epoch.ShouldBe(1);
        view.Cancellation!.Reason.ShouldBe("why");
        (view.Leader, view.Seal).ShouldBe((null, null));

        await bed.LeadAsync(new FakeFleet((vm, _) => bed.CompleteAsync(vm)));
        view = await reader.ReadAsync(withLate: true, default);
        view.Seal.ShouldNotBeNull();
        view.Leader.ShouldNotBeNull();
        view.Late.ShouldBeEmpty();

        await bed.CommitAsync("vm-2", 2);
        view = await reader.ReadAsync(withLate: true, default);
        view.Late.Count.ShouldBe(3);
        (await reader.ReadAsync(withLate: false, default)).Late.ShouldBeEmpty();
    }

    private static RunView View(params WorkerProgress[] progress) =>
        new() { Config = LeadBed.Plan(vms: 2), Progress = progress.ToDictionary(p => p.Vm) };

    private static WorkerProgress Progress(string vm, int done, int timed, double seconds) =>
        new()
        {
            Schema = Schemas.Progress,
            Vm = vm,
            Epoch = 1,
            Sequence = 1,
            State = WorkerState.Running,
            StartedAt = default,
            At = default,
            EntriesTotal = 1,
            EntriesOk = 0,
            EntriesFailed = 0,
            IterationsTotal = 2,
            IterationsOk = done,
            IterationsFailed = 0,
            IterationSeconds = seconds,
            IterationsTimed = timed,
        };
}
