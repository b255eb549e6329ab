using Bench.Model.Decisions;
using Bench.Model.Progress;
using Bench.Model.Results;
using Bench.Protocol.Barriers;
using Bench.Protocol.Tests.Simulation;

namespace Bench.Protocol.Tests.Barriers;

public sealed class BarrierPolicyTests
{
    private static readonly BarrierPlace Place = new(1, 1, 1);
    private static readonly string[] All = ["vm-1", "vm-2", "vm-3"];

    [Test]
    public void A_start_waits_for_all_and_names_all()
    {
        var two = Situation(("vm-1", Place), ("vm-3", Place));
        BarrierPolicy.Decide(two).ShouldBeEmpty();
        BarrierPolicy.Wanted(two).ShouldBe([new ReplicaKey("vm-2", 1, 1, 1)]);

        var go = BarrierPolicy
            .Decide(Situation([.. All.Select(vm => (vm, Place))]))
            .ShouldHaveSingleItem()
            .ShouldBeOfType<BarrierAction.Go>();

        (go.Place, string.Join(' ', go.Participants)).ShouldBe((Place, "vm-1 vm-2 vm-3"));
    }

    [Test]
    public void Nobody_waits_for_who_is_fenced_or_could_not_prepare()
    {
        var situation = Situation(("vm-1", Place), ("vm-3", new BarrierPlace(2, 1, 1))) with
        {
            Gone = new HashSet<string> { "vm-2" },
            Records = new Dictionary<ReplicaKey, IterationStatus>
            {
                [new("vm-3", 1, 1, 1)] = IterationStatus.Failed,
            },
        };

        BarrierPolicy
            .Decide(situation)
            .ShouldHaveSingleItem()
            .ShouldBeOfType<BarrierAction.Go>()
            .Participants.ShouldBe(["vm-1"]);
    }

    [TestCase("ok ok ok", VerdictOutcome.Counted, "")]
    [TestCase("ok failed ok", VerdictOutcome.Again, "vm-1 vm-3")]
    [TestCase("failed failed failed", VerdictOutcome.Failed, "")]
    [TestCase("ok ok gone", VerdictOutcome.Again, "vm-1 vm-2")]
    [TestCase("gone failed gone", VerdictOutcome.Failed, "")]
    [TestCase("ok ok -", null, "")]
    public void A_verdict_waits_for_all_and_counts_only_what_all_ended_well(
        string states,
        VerdictOutcome? outcome,
        string survivors
    )
    {
        var parts = All.Zip(states.Split(' ')).ToList();
        var situation = Situation() with
        {
            Starts = StartLog.Fold([Go(1, Place, All)]),
            Gone = parts.Where(p => p.Second == "gone").Select(p => p.First).ToHashSet(),
            Records = parts
                .Where(p => p.Second is "ok" or "failed")
                .ToDictionary(
                    p => new ReplicaKey(p.First, 1, 1, 1),
                    p => p.Second == "ok" ? IterationStatus.Ok : IterationStatus.Failed
                ),
        };

        var verdict = BarrierPolicy
            .Decide(situation)
            .OfType<BarrierAction.Judge>()
            .SingleOrDefault()
            ?.Verdict;

        verdict?.Outcome.ShouldBe(outcome!.Value);
        (verdict is null).ShouldBe(outcome is null);
        string.Join(' ', verdict?.Survivors ?? []).ShouldBe(survivors);
    }

    [Test]
    public void Survivors_alone_run_it_again_as_the_next_attempt()
    {
        var starts = StartLog.Fold([
            Go(1, Place, All),
            Verdict(2, 1, VerdictOutcome.Again, "vm-1", "vm-3"),
        ]);
        var again = Place with { Attempt = 2 };

        starts.AttemptOf(1, 1).ShouldBe(2);
        ReplicaCourse.Next(starts, "vm-1", 1, 1, _ => null).ShouldBe(new ReplicaStep.Prepare(2));
        BarrierPolicy
            .Decide(
                Situation(("vm-1", again), ("vm-2", Place), ("vm-3", again)) with
                {
                    Starts = starts,
                }
            )
            .ShouldHaveSingleItem()
            .ShouldBeOfType<BarrierAction.Go>()
            .Participants.ShouldBe(["vm-1", "vm-3"]);
    }

    [Test]
    public void What_contradicts_the_log_changes_nothing()
    {
        var log = StartLog.Fold([
            Go(1, Place, All),
            Go(2, Place, ["vm-1"]),
            Verdict(3, 9, VerdictOutcome.Failed),
            Verdict(4, 1, VerdictOutcome.Counted),
            Verdict(5, 1, VerdictOutcome.Again, "vm-1"),
            Go(6, Place, All),
            TestRun.Decision(7, DecisionKind.Seal) with
            {
                Seal = new SealIntention { Reason = SealReason.Cancelled },
            },
            Go(8, new BarrierPlace(2, 1, 1), All),
        ]);

        log.Of(1, 1).ShouldHaveSingleItem().Verdict!.Outcome.ShouldBe(VerdictOutcome.Counted);
        log.IsSettled(1, 1).ShouldBeTrue();
        log.Of(2, 1).ShouldBeEmpty();
        log.Open.ShouldBeEmpty();
    }

    [Test]
    public void A_worker_that_died_gives_up_its_part_and_goes_on()
    {
        var open = StartLog.Fold([Go(1, Place, All)]);

        ReplicaCourse.Next(open, "vm-1", 1, 1, _ => null).ShouldBe(new ReplicaStep.GiveUp(1));
        ReplicaCourse.Next(open, "vm-9", 1, 1, _ => null).ShouldBe(new ReplicaStep.GiveUp(1));
        ReplicaCourse.Next(open, "vm-1", 1, 2, _ => null).ShouldBe(new ReplicaStep.Prepare(1));
    }

    private static BarrierSituation Situation(params (string Vm, BarrierPlace Place)[] places) =>
        new()
        {
            Config = ReplicaWorld.Replicated(TestRun.Config(tests: 2, configs: 1, vms: 3)),
            Starts = StartLog.Empty,
            Places = places.ToDictionary(p => p.Vm, p => p.Place),
            Gone = new HashSet<string>(),
            Records = new Dictionary<ReplicaKey, IterationStatus>(),
        };

    private static Decision Go(
        int number,
        BarrierPlace place,
        IReadOnlyList<string> participants
    ) =>
        TestRun.Decision(number, DecisionKind.Go) with
        {
            Go = new GoSignal
            {
                MatrixId = place.MatrixId,
                Attempt = place.Attempt,
                Iteration = place.Iteration,
                Participants = participants,
            },
        };

    private static Decision Verdict(
        int number,
        int go,
        VerdictOutcome outcome,
        params string[] survivors
    ) =>
        TestRun.Decision(number, DecisionKind.Verdict) with
        {
            Verdict = new GoVerdict
            {
                Go = go,
                Outcome = outcome,
                Survivors = survivors,
            },
        };
}
