using Bench.Model.Decisions;
using Bench.Model.Runs;
using Bench.Protocol.Decisions;
using static Bench.Protocol.Tests.Simulation.TestRun;

namespace Bench.Protocol.Tests.Decisions;

public sealed class RunStateTests
{
    private readonly RunConfig _config = Config();

    [Test]
    public void Attempt_1_of_every_entry_comes_from_the_distribution()
    {
        var state = RunState.Fold(_config, []);
        state.LastDecision.ShouldBe(0);
        state.Attempts.Keys.Order().ShouldBe([1, 2, 3, 4]);
        state.AttemptsOf("vm-1").ShouldBe([new Attempt(1, 1, "vm-1"), new Attempt(3, 1, "vm-1")]);
        state.AttemptsOf("vm-2").ShouldBe([new Attempt(2, 1, "vm-2"), new Attempt(4, 1, "vm-2")]);
    }

    [TestCase(2)]
    [TestCase(1, 3)]
    [TestCase(1, 1)]
    [TestCase(2, 1)]
    [TestCase(0)]
    public void A_log_with_a_gap_is_refused(params int[] numbers) =>
        Should.Throw<InvalidOperationException>(() =>
            RunState.Fold(_config, numbers.Select(n => Decision(n, DecisionKind.Lead)))
        );

    [TestCase(DecisionKind.Fence)]
    [TestCase(DecisionKind.Grant)]
    [TestCase(DecisionKind.Seal)]
    public void A_decision_that_does_not_say_what_it_decides_is_refused(DecisionKind kind) =>
        Should
            .Throw<InvalidOperationException>(() => RunState.Fold(_config, [Decision(1, kind)]))
            .Message.ShouldContain("Decision 1");

    [Test]
    public void The_fold_is_a_function_of_its_input()
    {
        List<Decision> log =
        [
            Decision(1, DecisionKind.Lead),
            Decision(2, DecisionKind.Fence) with
            {
                Fence = Fence("vm-1"),
            },
            Decision(3, DecisionKind.Grant) with
            {
                Grant = Grant("vm-2", 2, 1, 3),
            },
        ];
        var before = RunState.Fold(_config, log);
        RunState.Fold(
            _config,
            [.. log, Decision(4, DecisionKind.Grant) with { Grant = Grant("vm-1", 3, 1) }]
        );
        var again = RunState.Fold(_config, log);
        again.Attempts[1].ShouldBe(before.Attempts[1]);
        again.Attempts[1].ShouldBe([new Attempt(1, 1, "vm-1"), Lost(1, 2, "vm-2", 3)]);
        again.AttemptsOf("vm-2").ShouldContain(Lost(3, 2, "vm-2", 3));
        _config.Distribution.Sum(share => share.Entries.Count).ShouldBe(4);
    }

    [Test]
    public void An_attempt_belongs_to_the_vm_that_it_was_granted_to_first()
    {
        var state = RunState.Fold(
            _config,
            [
                Decision(1, DecisionKind.Grant) with
                {
                    Grant = Grant("vm-2", 1, 1),
                },
                Decision(2, DecisionKind.Grant) with
                {
                    Grant = Grant("vm-2", 3, 1),
                },
                Decision(3, DecisionKind.Grant) with
                {
                    Grant = Grant("vm-1", 2, 1),
                },
                Decision(4, DecisionKind.Grant) with
                {
                    Grant = Grant("vm-1", 3, 1),
                },
            ]
        );
        state
            .Attempts[1]
            .ShouldBe([new(1, 1, "vm-1"), Lost(1, 2, "vm-1", 3), Lost(1, 3, "vm-2", 2)]);
    }

    private static Attempt Lost(int matrixId, int number, string vm, int grantedBy) =>
        new(matrixId, number, vm, grantedBy) { Cause = GrantCause.Lost };

    [Test]
    public void A_vm_may_work_on_what_was_granted_after_its_last_fence_and_on_nothing_else()
    {
        List<Decision> log =
        [
            Decision(1, DecisionKind.Fence) with
            {
                Fence = Fence("vm-1"),
            },
            Decision(2, DecisionKind.Grant) with
            {
                Grant = Grant("vm-1", 2, 1),
            },
        ];
        RunState.Of(_config).ActiveAttemptsOf("vm-1").Count().ShouldBe(2);
        var fenced = RunState.Fold(_config, log.Take(1));
        fenced.ActiveAttemptsOf("vm-1").ShouldBeEmpty();
        fenced.IsFenced("vm-1").ShouldBeTrue();
        var granted = RunState.Fold(_config, log);
        granted.ActiveAttemptsOf("vm-1").ShouldBe([Lost(1, 2, "vm-1", 2)]);
        granted.IsFenced("vm-1").ShouldBeFalse();
        granted
            .Apply(Decision(3, DecisionKind.Fence) with { Fence = Fence("vm-1") })
            .ActiveAttemptsOf("vm-1")
            .ShouldBeEmpty();
    }

    /// <summary>Decisions of any kind in any order.</summary>
    [FsCheck.NUnit.Property(MaxTest = 200)]
    public void Applying_one_by_one_is_the_fold_and_leaves_what_was_before(byte[] raw)
    {
        var log = raw.Take(40)
            .Select(
                (choice, i) =>
                    (choice % 4) switch
                    {
                        0 => Decision(i + 1, DecisionKind.Lead, $"c{choice % 3}"),
                        1 => Decision(i + 1, DecisionKind.Fence) with
                        {
                            Fence = Fence($"vm-{1 + (choice / 4 % 2)}"),
                        },
                        _ => Decision(i + 1, DecisionKind.Grant) with
                        {
                            Grant = Grant(
                                $"vm-{1 + (choice / 4 % 2)}",
                                2 + i,
                                1 + (choice / 8 % 4)
                            ),
                        },
                    }
            )
            .ToList();
        var states = new List<RunState> { RunState.Of(_config) };
        foreach (var decision in log)
        {
            states.Add(states[^1].Apply(decision));
        }
        for (var n = 0; n <= log.Count; n++)
        {
            var folded = RunState.Fold(_config, log.Take(n));
            states[n].LastDecision.ShouldBe(n);
            states[n].Leader.ShouldBe(folded.Leader);
            states[n].Fences.ShouldBe(folded.Fences);
            states[n]
                .Attempts.Values.SelectMany(attempts => attempts)
                .ShouldBe(folded.Attempts.Values.SelectMany(attempts => attempts));
            foreach (var vm in _config.Vms)
            {
                states[n].AttemptsOf(vm.Name).ShouldBe(folded.AttemptsOf(vm.Name));
            }
        }
    }

    [TestCase("", false)]
    [TestCase(
        "g",
        false,
        Description = "a fence that the decisions do not know yet is later than they"
    )]
    [TestCase("f", false)]
    [TestCase("gf", false)]
    [TestCase("fg", true)]
    [TestCase("fgf", false)]
    [TestCase("fgfg", true)]
    [TestCase("fgs", false)]
    [TestCase("fsg", false)]
    public void A_fenced_vm_may_claim_only_for_a_later_grant_and_never_after_the_seal(
        string log,
        bool may
    )
    {
        var decisions = log.Select(
            (kind, i) =>
                kind switch
                {
                    'f' => Decision(i + 1, DecisionKind.Fence) with { Fence = Fence("vm-1") },
                    'g' => Decision(i + 1, DecisionKind.Grant) with
                    {
                        Grant = Grant("vm-1", i + 2, 1),
                    },
                    _ => Decision(i + 1, DecisionKind.Seal) with
                    {
                        Seal = new SealIntention { Reason = SealReason.Completed },
                    },
                }
        );
        var state = RunState.Fold(_config, decisions);
        state.MayClaimAfterFence("vm-1").ShouldBe(may);
        state.MayClaimAfterFence("vm-2").ShouldBeFalse();
    }

    [Test]
    public void The_first_intention_to_seal_stands_and_ends_granting()
    {
        var state = RunState.Fold(
            _config,
            [
                Decision(1, DecisionKind.Lead),
                Decision(2, DecisionKind.Seal) with
                {
                    Seal = new SealIntention { Reason = SealReason.TimedOut },
                },
                Decision(3, DecisionKind.Lead, "b"),
                Decision(4, DecisionKind.Seal, "b") with
                {
                    Seal = new SealIntention { Reason = SealReason.Completed },
                },
                Decision(5, DecisionKind.Grant, "b") with
                {
                    Grant = Grant("vm-2", 2, 1),
                },
            ]
        );
        state.Seal!.Reason.ShouldBe(SealReason.TimedOut);
        state.SealDecision.ShouldBe(2);
        state.Leader!.Id.ShouldBe("b");
        state.Attempts[1].ShouldHaveSingleItem();
        state.Grants.ShouldBeEmpty();
    }
}
