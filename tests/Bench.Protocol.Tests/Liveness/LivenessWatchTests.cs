using Bench.Model.Json;
using Bench.Model.Progress;
using Bench.Model.Runs;
using Bench.Protocol.Decisions;
using Bench.Protocol.Liveness;
using Bench.Protocol.Tests.Simulation;
using static Bench.Protocol.Tests.Simulation.TestRun;

namespace Bench.Protocol.Tests.Liveness;

public sealed class LivenessWatchTests
{
    private readonly RunConfig _config = Config(vms: 4, tests: 4);
    private readonly SteppingTime _time = new();
    private readonly Dictionary<string, WorkerProgress> _latest = [];
    private LivenessWatch _watch = null!;

    [SetUp]
    public void Begin()
    {
        _watch = new LivenessWatch(Lease, TimeSpan.FromSeconds(300), _time);
        _latest.Clear();
        foreach (var vm in _config.Vms)
        {
            Beat(vm.Name);
        }
    }

    [Test]
    public void A_vm_is_lost_after_one_lease_of_silence_over_three_polls_and_not_before()
    {
        Poll();
        for (var second = 0; second < 30; second++)
        {
            var view = Step(1, "vm-1", "vm-2", "vm-3");
            view.Lost.Count.ShouldBe(second < 29 ? 0 : 1);
        }
        Step(1, "vm-1", "vm-2", "vm-3").Lost["vm-4"].ShouldContain("silent for 31 s");
    }

    [Test]
    public void A_lease_of_two_polls_is_too_few()
    {
        Poll();
        Step(40, "vm-1", "vm-2", "vm-3").Lost.ShouldBeEmpty();
        Step(40, "vm-1", "vm-2", "vm-3").Lost.Keys.ShouldBe(["vm-4"]);
    }

    [Test]
    public void A_sign_of_life_begins_the_count_anew()
    {
        Poll();
        for (var i = 0; i < 10; i++)
        {
            Step(20, "vm-1", "vm-2", "vm-3").Lost.ShouldBeEmpty();
            Step(5, "vm-4").Lost.ShouldBeEmpty();
        }
    }

    [Test]
    public void Most_of_them_silent_together_are_a_reason_for_suspicion_for_one_lease()
    {
        Poll();
        Step(15, "vm-1");
        Step(14, "vm-1").Suspicion.ShouldBeNull();
        var suspects = Step(1, "vm-1");
        suspects.Suspicion.ShouldNotBeNull().ShouldContain("3 of 4");
        suspects.Lost.ShouldBeEmpty();
        suspects.Silent.Count.ShouldBe(3);
        Step(29, "vm-1").Lost.ShouldBeEmpty();
        Step(1, "vm-1").Lost.Keys.Order().ShouldBe(["vm-2", "vm-3", "vm-4"]);
    }

    [Test]
    public void One_that_never_showed_itself_has_the_patience_of_a_start()
    {
        _latest.Remove("vm-4");
        Poll();
        for (var i = 0; i < 29; i++)
        {
            Step(10, "vm-1", "vm-2", "vm-3").Lost.ShouldBeEmpty();
        }
        Step(10, "vm-1", "vm-2", "vm-3").Lost["vm-4"].ShouldContain("--start-timeout");
    }

    [Test]
    public void One_that_was_started_has_it_too_whatever_its_predecessor_showed()
    {
        Poll();
        _watch.Started("vm-4", RunState.Of(_config), _latest["vm-4"]);
        for (var i = 0; i < 9; i++)
        {
            Step(20, "vm-1", "vm-2", "vm-3").Lost.ShouldBeEmpty();
        }
        _latest["vm-4"] = Progress("vm-4", 2, 1);
        Step(20, "vm-1", "vm-2", "vm-3").Living.ShouldContain("vm-4");
    }

    [Test]
    public void Only_what_was_seen_to_grow_lives_and_what_ended_does_not()
    {
        Poll().Living.ShouldBeEmpty();
        Step(1, "vm-1", "vm-2").Living.Order().ShouldBe(["vm-1", "vm-2"]);
        _latest["vm-2"] = Progress("vm-2", 1, 99) with { State = WorkerState.Ended };
        Step(1, "vm-1").Living.ShouldBe(["vm-1"]);
    }

    [Test]
    public void The_next_look_is_due_when_a_quiet_vm_will_have_been_for_a_lease()
    {
        Poll();
        var begin = _time.GetTimestamp();
        _time
            .GetElapsedTime(begin, Step(20, "vm-1", "vm-2", "vm-3").NextDue!.Value)
            .ShouldBe(Lease);
    }

    [Test]
    public void Rare_looks_are_joined_by_one_in_the_middle_of_the_lease()
    {
        var begin = _time.GetTimestamp();
        _time.GetElapsedTime(begin, Poll().NextDue!.Value).ShouldBe(Lease / 2);
    }

    [Test]
    public void Polls_that_take_longer_than_a_lease_do_not_hurry_each_other_while_all_live()
    {
        var begin = _time.GetTimestamp();
        _time.Advance(Lease * 0.7);
        _time.GetElapsedTime(begin, Poll(begin).NextDue!.Value).ShouldBe(Lease);
        _time.Advance(Lease);
        Beat("vm-1");
        Beat("vm-2");
        Beat("vm-3");
        Beat("vm-4");
        Poll(begin + 1).NextDue.ShouldBeNull();
    }

    private LivenessView Step(double seconds, params string[] beating)
    {
        _time.Advance(TimeSpan.FromSeconds(seconds));
        foreach (var vm in beating)
        {
            Beat(vm);
        }
        return Poll();
    }

    private LivenessView Poll() => Poll(_time.GetTimestamp());

    private LivenessView Poll(long begunAt) =>
        _watch.Polled(
            begunAt,
            [.. _config.Vms.Select(vm => vm.Name)],
            RunState.Of(_config),
            _latest
        );

    private void Beat(string vm) =>
        _latest[vm] = Progress(vm, 1, (_latest.GetValueOrDefault(vm)?.Sequence ?? 0) + 1);

    private static WorkerProgress Progress(string vm, int epoch, long sequence) =>
        new()
        {
            Schema = Schemas.Progress,
            Vm = vm,
            Epoch = epoch,
            Sequence = sequence,
            State = WorkerState.Running,
            StartedAt = default,
            At = default,
            EntriesTotal = 2,
            EntriesOk = 0,
            EntriesFailed = 0,
            IterationsTotal = 4,
            IterationsOk = 0,
            IterationsFailed = 0,
            IterationSeconds = 0,
            IterationsTimed = 0,
        };
}
