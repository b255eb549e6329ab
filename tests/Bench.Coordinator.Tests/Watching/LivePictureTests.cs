using Bench.Coordinator.Watching;
using Bench.Coordinator.Watching.Feeds;
using Bench.Coordinator.Watching.Pictures;
using Bench.Host.Tests;
using Bench.Model.Decisions;
using Bench.Model.Progress;
using Bench.Model.Sealing;

namespace Bench.Coordinator.Tests.Watching;

internal sealed class LivePictureTests
{
    private readonly ManualTime _time = new();

    // vm-1 has entry 1 and vm-2 entry 2, two iterations each.
    private LivePicture Picture() => new(LeadBed.Plan(vms: 2), "file:///data/t1", _time);

    [Test]
    public void A_new_run_is_starting_and_its_matrix_is_whole()
    {
        var picture = Picture();
        var head = picture.Head();
        head.Phase.ShouldBe(RunPhase.Starting);
        (head.VmsTotal, head.EntriesTotal, head.IterationsTotal).ShouldBe((2, 2, 4));
        picture
            .Vms()
            .Select(vm => (vm.Vm, vm.State))
            .ShouldBe([("vm-1", VmState.Unclaimed), ("vm-2", VmState.Unclaimed)]);
        picture
            .Entries()
            .Select(e => (e.MatrixId, e.Vm, e.State))
            .ShouldBe([(1, "vm-1", EntryState.Pending), (2, "vm-2", EntryState.Pending)]);
    }

    [Test]
    public void Progress_shows_work_rates_and_time_left()
    {
        var picture = Picture();
        picture.Saw(
            Tell.Progress("vm-1", 1, ok: 1) with
            {
                Current = Tell.Work(1, iteration: 2),
                Live = new LiveFigures
                {
                    Iteration = new IterationFigures
                    {
                        MatrixId = 1,
                        Iteration = 1,
                        ReadBytesPerSecond = 5,
                    },
                },
            }
        );
        var vm = picture.Vms()[0];
        vm.State.ShouldBe(VmState.Running);
        vm.Current!.TestId.ShouldBe("1");
        vm.EstimatedSecondsLeft.ShouldBe(3);
        var entry = picture.Entries()[0];
        (entry.State, entry.IterationsDone).ShouldBe((EntryState.Running, 1));
        entry.Last!.ReadBytesPerSecond.ShouldBe(5);
        // vm-2 has both of its iterations to do yet.
        var head = picture.Head();
        (head.Phase, head.VmsAlive, head.IterationsDone).ShouldBe((RunPhase.Running, 1, 1));
        head.EstimatedSecondsLeft.ShouldBe(6);
    }

    [Test]
    public void Older_progress_and_that_of_strangers_change_nothing()
    {
        var picture = Picture();
        picture.Saw(Tell.Progress("vm-1", 5, epoch: 2, ok: 2));
        var before = picture.Vms();
        picture.Saw(Tell.Progress("vm-1", 5, epoch: 2, ok: 9));
        picture.Saw(Tell.Progress("vm-1", 9, epoch: 1, ok: 9));
        picture.Saw(Tell.Progress("vm-9", 1));
        picture.Saw(Tell.Progress("vm-1", 6, epoch: 2, ok: 2) with { Current = Tell.Work(99, 1) });
        picture.Vms()[0].IterationsDone.ShouldBe(before[0].IterationsDone);
        picture.Vms()[0].Current.ShouldBeNull();
        picture.Vms()[1].ShouldBe(before[1]);
    }

    [Test]
    public void What_is_pushed_shows_at_once_and_counts_once()
    {
        var picture = Picture();
        picture.Saw(Tell.Progress("vm-1", 1));
        picture.Began("vm-1", 1, 1, 1, "mount");
        picture.Vms()[0].Current!.Phase.ShouldBe("mount");
        picture.Committed("vm-1", 1, 1, 1, ok: false);
        (picture.Vms()[0].IterationsDone, picture.Head().IterationsFailed).ShouldBe((1, 1));
        picture.Saw(Tell.Progress("vm-1", 2, failed: 1));
        (picture.Vms()[0].IterationsDone, picture.Head().IterationsFailed).ShouldBe((1, 1));
        picture.Entries()[0].IterationsDone.ShouldBe(1);
    }

    [Test]
    public void Results_that_no_progress_named_are_asked_for_once()
    {
        var picture = Picture();
        picture.Saw(Tell.Progress("vm-1", 1, ok: 2) with { EntriesOk = 1 });
        picture
            .TakeUnexplained(10)
            .Select(a => (a.MatrixId, a.Number, a.Vm))
            .ShouldBe([(1, 1, "vm-1")]);
        picture.TakeUnexplained(10).ShouldBeEmpty();
        picture.Ended("vm-1", 1, 1, ok: true);
        picture.Entries()[0].State.ShouldBe(EntryState.Ok);

        picture.Saw(
            Tell.Progress("vm-2", 1, failed: 2) with
            {
                EntriesFailed = 1,
                Ended = [new EndedEntry(2, 1, false)],
            }
        );
        picture.TakeUnexplained(10).ShouldBeEmpty();
        (picture.Head().EntriesOk, picture.Head().EntriesFailed).ShouldBe((1, 1));
    }

    [Test]
    public void A_silent_vm_is_called_so_once_and_lives_again_when_it_grows()
    {
        var picture = Picture();
        picture.Saw(Tell.Progress("vm-1", 1));
        _time.Advance(TimeSpan.FromSeconds(9));
        picture.FindSilent(TimeSpan.FromSeconds(10));
        picture.Vms()[0].State.ShouldBe(VmState.Running);
        _time.Advance(TimeSpan.FromSeconds(2));
        picture.FindSilent(TimeSpan.FromSeconds(10));
        picture.FindSilent(TimeSpan.FromSeconds(10));
        (picture.Vms()[0].State, picture.Vms()[0].SilentSeconds).ShouldBe((VmState.Silent, 11d));
        picture.Notes().Count.ShouldBe(1);
        var head = picture.Head();
        (head.Phase, head.VmsAlive).ShouldBe((RunPhase.Waiting, 0));
        head.Reason.ShouldNotBeNull();

        picture.Saw(Tell.Progress("vm-1", 2));
        (picture.Vms()[0].State, picture.Head().Phase).ShouldBe(
            (VmState.Running, RunPhase.Running)
        );
    }

    [Test]
    public void A_fence_and_a_grant_move_entries_and_totals()
    {
        var picture = Picture();
        picture.Saw(Tell.Progress("vm-1", 1, ok: 1));
        picture.Decided(Tell.Decision(1, DecisionKind.Lead));
        picture.Decided(
            Tell.Decision(2, DecisionKind.Fence) with
            {
                Fence = new FenceRequest { Vm = "vm-1", Reason = "silent" },
            }
        );
        picture.Decided(
            Tell.Decision(3, DecisionKind.Grant) with
            {
                Grant = new Grant
                {
                    Vm = "vm-2",
                    Entries = [new AttemptGrant { MatrixId = 1, Attempt = 2 }],
                },
            }
        );
        picture.Head().Leader!.Id.ShouldBe("c");
        picture.Vms()[0].State.ShouldBe(VmState.Fenced);
        (picture.Vms()[0].IterationsTotal, picture.Vms()[1].IterationsTotal).ShouldBe((1, 4));
        var moved = picture.Entries()[0];
        (moved.Vm, moved.Attempt, moved.State).ShouldBe(("vm-2", 2, EntryState.Pending));
        // What the fenced VM says of attempt 1 is no news of attempt 2.
        picture.Ended("vm-1", 1, 1, ok: true);
        picture.Entries()[0].State.ShouldBe(EntryState.Pending);
        picture.Notes().Select(n => n.Vm).ShouldBe([null, "vm-1", "vm-2"]);
    }

    [Test]
    public void A_grant_after_the_intention_to_seal_gives_nothing()
    {
        var picture = Picture();
        picture.Decided(
            Tell.Decision(1, DecisionKind.Seal) with
            {
                Seal = new SealIntention { Reason = SealReason.TimedOut },
            }
        );
        picture.Decided(
            Tell.Decision(2, DecisionKind.Grant) with
            {
                Grant = new Grant
                {
                    Vm = "vm-2",
                    Entries = [new AttemptGrant { MatrixId = 1, Attempt = 2 }],
                },
            }
        );
        picture.Entries()[0].Attempt.ShouldBe(1);
        picture.Head().Phase.ShouldBe(RunPhase.Sealing);
    }

    [Test]
    public void A_decision_that_is_known_or_too_early_is_left()
    {
        var picture = Picture();
        picture.Decided(Tell.Decision(2, DecisionKind.Lead));
        picture.LastDecision.ShouldBe(0);
        picture.Decided(Tell.Decision(1, DecisionKind.Lead));
        picture.Decided(Tell.Decision(1, DecisionKind.Lead));
        picture.LastDecision.ShouldBe(1);
        picture.Notes().Count.ShouldBe(1);
    }

    [Test]
    public void The_seal_stands_over_all_that_was_told()
    {
        var picture = Picture();
        picture.Saw(Tell.Progress("vm-1", 1));
        picture.Ended("vm-1", 1, 1, ok: true);
        picture.Cancelled(Tell.Cancellation());
        picture.Head().Phase.ShouldBe(RunPhase.Cancelling);
        picture.Sealed(Tell.Seal(SealReason.Cancelled, EntryStatus.Failed, EntryStatus.Cancelled));
        picture.Saw(Tell.Progress("vm-1", 2));
        picture.Ended("vm-2", 2, 1, ok: true);
        picture.Entries().Select(e => e.State).ShouldBe([EntryState.Failed, EntryState.Cancelled]);
        var head = picture.Head();
        (head.Phase, head.SealReason, head.VmsAlive, head.EntriesOk, head.EntriesFailed).ShouldBe(
            (RunPhase.Sealed, SealReason.Cancelled, 0, 0, 1)
        );
        head.Reason.ShouldBe("cancelled by me");
        picture.Vms()[0].State.ShouldBe(VmState.Fenced);
    }

    [Test]
    public void New_errors_are_noted_once_and_shortened()
    {
        var picture = Picture();
        picture.Saw(Tell.Progress("vm-1", 1) with { LastErrors = ["a", "b"] });
        picture.Saw(Tell.Progress("vm-1", 2) with { LastErrors = ["a", "b"] });
        picture.Saw(Tell.Progress("vm-1", 3) with { LastErrors = ["b", new string('x', 9000)] });
        picture.Notes().Select(n => n.Message.Length).ShouldBe([1, 1, 501]);
        picture.Notes().ShouldAllBe(n => n.Level == NoteLevel.Error && n.Vm == "vm-1");
    }

    [Test]
    public void Notes_are_bounded()
    {
        var picture = Picture();
        foreach (var n in Enumerable.Range(1, 3 * SnapshotBuilder.KeptNotes))
        {
            picture.Note(NoteLevel.Info, null, $"{n}");
        }
        picture.Notes().Count.ShouldBe(SnapshotBuilder.KeptNotes);
        picture.Notes()[^1].Number.ShouldBe(3 * SnapshotBuilder.KeptNotes);
    }
}
