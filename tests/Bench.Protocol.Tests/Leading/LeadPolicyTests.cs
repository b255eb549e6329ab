using Bench.Model.Decisions;
using Bench.Model.Runs;
using Bench.Protocol.Commits;
using Bench.Protocol.Decisions;
using Bench.Protocol.Leading;
using Bench.Protocol.Tests.Sealing;
using static Bench.Protocol.Tests.Simulation.TestRun;

namespace Bench.Protocol.Tests.Leading;

public sealed class LeadPolicyTests
{
    // Two tests of two configs on two VMs: vm-1 has the entries 1 and 3, vm-2 has 2 and 4.
    private readonly RunConfig _config = Config();

    [Test]
    public void While_all_are_at_work_nothing_is_done() =>
        LeadPolicy.Decide(Given(RunState.Of(_config))).ShouldBeEmpty();

    [Test]
    public void A_lost_vm_is_fenced_where_another_one_is_there() =>
        LeadPolicy
            .Decide(Given(RunState.Of(_config), lost: ["vm-1"], candidates: ["vm-2"]))
            .ShouldBe([new LeadAction.Fence("vm-1", "silent")]);

    [Test]
    public void A_lost_vm_is_not_fenced_where_nobody_fits()
    {
        var config = _config with
        {
            TestCases = [.. _config.TestCases.Select(test => test with { VmClass = "large" })],
            Vms = [new VmSpec { Name = "vm-1", VmClass = "large" }, new VmSpec { Name = "vm-2" }],
        };
        var given = Given(RunState.Of(config), lost: ["vm-1"], candidates: ["vm-2"]) with
        {
            Config = config,
            Read = new HashSet<int> { 1, 2 },
        };
        LeadPolicy.Decide(given).ShouldBeEmpty("vm-2 is still at work");
        var ended = given with { Ended = Ended(Ok(2, 1, "vm-2"), Ok(4, 1, "vm-2")) };
        LeadPolicy
            .Decide(ended)
            .ShouldHaveSingleItem()
            .ShouldBeOfType<LeadAction.Wait>()
            .Reason.ShouldContain("vm-1 is lost (silent)");
    }

    [Test]
    public void What_a_fenced_vm_has_not_finished_is_read_first_and_then_granted_whole()
    {
        var state = RunState.Of(_config).Apply(FenceOf(1, "vm-1"));
        var unread = Given(state, candidates: ["vm-2"]);
        LeadPolicy
            .Decide(unread)
            .ShouldHaveSingleItem()
            .ShouldBeOfType<LeadAction.Read>()
            .Tests.ShouldBe([1]);

        // One of two configs is committed: both are granted, beside each other.
        var read = unread with
        {
            Read = new HashSet<int> { 1 },
            Ended = Ended(Ok(1, 1, "vm-1")),
        };
        var grant = LeadPolicy
            .Decide(read)
            .ShouldHaveSingleItem()
            .ShouldBeOfType<LeadAction.Give>()
            .Grant;
        (grant.Vm, grant.Cause).ShouldBe(("vm-2", GrantCause.Lost));
        grant.Entries.Select(e => (e.MatrixId, e.Attempt)).ShouldBe([(1, 2), (3, 2)]);

        var complete = read with { Ended = Ended(Ok(1, 1, "vm-1"), Failed(3, 1, "vm-1")) };
        LeadPolicy.Decide(complete).ShouldBeEmpty("a late commit made it complete");
    }

    [Test]
    public void A_fenced_vm_gets_nothing_while_others_live()
    {
        var state = RunState.Of(_config).Apply(FenceOf(1, "vm-1")).Apply(FenceOf(2, "vm-2"));
        var given = Given(state) with
        {
            Read = new HashSet<int> { 1, 2 },
            Candidates = [new Candidate("vm-1", IsLastResort: true), new Candidate("vm-2")],
        };
        LeadPolicy
            .Decide(given)
            .OfType<LeadAction.Give>()
            .Select(give => give.Grant.Vm)
            .ShouldBe(["vm-2"]);
        var alone = given with { Candidates = [new Candidate("vm-1", IsLastResort: true)] };
        LeadPolicy
            .Decide(alone)
            .OfType<LeadAction.Give>()
            .ShouldHaveSingleItem()
            .Grant.Entries.Count.ShouldBe(4);
    }

    [Test]
    public void A_test_that_takes_down_every_vm_is_granted_a_bounded_number_of_times()
    {
        var state = RunState.Of(_config).Apply(FenceOf(1, "vm-1"));
        var granted = 0;
        while (true)
        {
            var actions = LeadPolicy.Decide(
                Given(state, candidates: ["vm-1"]) with
                {
                    Read = new HashSet<int> { 1, 2 },
                    Ended = Ended(Ok(2, 1, "vm-2"), Ok(4, 1, "vm-2")),
                }
            );
            if (actions.ShouldHaveSingleItem() is not LeadAction.Give give)
            {
                actions[0]
                    .ShouldBeOfType<LeadAction.Wait>()
                    .Reason.ShouldContain("is not granted again");
                break;
            }
            granted++;
            state = state
                .Apply(
                    Decision(state.LastDecision + 1, DecisionKind.Grant) with
                    {
                        Grant = give.Grant,
                    }
                )
                .Apply(FenceOf(state.LastDecision + 2, "vm-1"));
        }
        granted.ShouldBe(LeadPolicy.MostLosses);
    }

    [Test]
    public void When_all_have_results_they_are_read_and_the_run_is_sealed()
    {
        var ended = Given(RunState.Of(_config)) with
        {
            Ended = Ended(
                Ok(1, 1, "vm-1"),
                Ok(3, 1, "vm-1"),
                Ok(2, 1, "vm-2"),
                Failed(4, 1, "vm-2")
            ),
        };
        LeadPolicy.Decide(ended).ShouldBe([new LeadAction.Seal(SealReason.Completed)]);
        LeadPolicy.Decide(ended with { IsClosing = true }).ShouldBeEmpty();
    }

    [Test]
    public void An_announced_seal_and_an_end_from_outside_go_before_all_else()
    {
        var announced = RunState
            .Of(_config)
            .Apply(
                Decision(1, DecisionKind.Seal) with
                {
                    Seal = new SealIntention { Reason = SealReason.TimedOut },
                }
            );
        LeadPolicy
            .Decide(Given(announced, lost: ["vm-1"], candidates: ["vm-2"]))
            .ShouldBe([new LeadAction.Seal(SealReason.TimedOut)]);
        LeadPolicy
            .Decide(Given(RunState.Of(_config)) with { EndsFor = SealReason.Cancelled })
            .ShouldBe([new LeadAction.Seal(SealReason.Cancelled)]);
    }

    /// <summary>Whatever was fenced, committed and is there: grants are whole, new, of open tests, and to candidates.</summary>
    [FsCheck.NUnit.Property(MaxTest = 300)]
    public void Grants_are_whole_and_of_abandoned_tests_only(byte[] raw, bool one, bool two)
    {
        var state = RunState.Of(_config);
        var ended = new List<AttemptFacts>();
        foreach (var choice in raw.Take(12))
        {
            var vm = Vm(1 + (choice % 2));
            var number = state.LastDecision + 1;
            var test = 1 + (choice / 8 % 2);
            var next = 1 + state.Attempts[test].Max(a => a.Number);
            state = (choice / 2 % 3) switch
            {
                0 => state.Apply(FenceOf(number, vm)),
                1 => state.Apply(
                    Decision(number, DecisionKind.Grant) with
                    {
                        Grant = Grant(vm, next, test, test + 2),
                    }
                ),
                _ => state,
            };
            var last = state.Attempts[1 + (choice / 16 % 4)][^1];
            if (choice % 5 == 0)
            {
                ended.Add(Ok(last.MatrixId, last.Number, last.Vm) with { Attempt = last });
            }
        }
        var given = Given(state) with
        {
            Ended = ended.DistinctBy(f => f.Attempt).ToDictionary(f => f.Attempt),
            Read = new HashSet<int> { 1, 2 },
            Candidates =
            [
                .. new[] { (one, "vm-1"), (two, "vm-2") }
                    .Where(pair => pair.Item1)
                    .Select(pair => new Candidate(pair.Item2, state.IsFenced(pair.Item2))),
            ],
        };
        var actions = LeadPolicy.Decide(given);
        LeadPolicy
            .Decide(given)
            .Select(a => a.GetType())
            .ShouldBe(actions.Select(a => a.GetType()));
        var tests = new TestCases(given);
        foreach (var grant in actions.OfType<LeadAction.Give>().Select(give => give.Grant))
        {
            given.Candidates.Select(c => c.Vm).ShouldContain(grant.Vm);
            foreach (
                var test in grant.Entries.GroupBy(e => TestCases.OrdinalOf(_config, e.MatrixId))
            )
            {
                test.Select(e => e.MatrixId).ShouldBe([test.Key, test.Key + 2]);
                test.ShouldAllBe(e => e.Attempt == tests.NextNumber(test.Key));
                tests.IsAbandoned(test.Key).ShouldBeTrue();
                tests.IsComplete(test.Key).ShouldBeFalse();
            }
        }
    }

    private Situation Given(
        RunState state,
        IEnumerable<string>? lost = null,
        IEnumerable<string>? candidates = null
    ) =>
        new()
        {
            Config = _config,
            State = state,
            Progress = new Dictionary<string, Model.Progress.WorkerProgress>(),
            Ended = new Dictionary<Attempt, AttemptFacts>(),
            Read = new HashSet<int>(),
            Lost = (lost ?? []).ToDictionary(vm => vm, _ => "silent"),
            Candidates = [.. (candidates ?? []).Select(vm => new Candidate(vm))],
        };

    private static Decision FenceOf(int number, string vm) =>
        Decision(number, DecisionKind.Fence) with
        {
            Fence = Fence(vm),
        };

    private static AttemptFacts Ok(int matrixId, int attempt, string vm) =>
        Facts.Ok(matrixId, attempt, vm);

    private static AttemptFacts Failed(int matrixId, int attempt, string vm) =>
        Facts.Failed(matrixId, attempt, vm);

    private static Dictionary<Attempt, AttemptFacts> Ended(params AttemptFacts[] facts) =>
        facts.ToDictionary(fact => fact.Attempt);
}
