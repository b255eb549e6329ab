using Bench.Coordinator.Leading;
using Bench.Model.Json;
using Bench.Model.Progress;
using Bench.Model.Runs;
using Bench.Protocol.Decisions;
using Bench.Protocol.Liveness;

namespace Bench.Coordinator.Tests.Leading;

/// <summary>
/// How long after its last sign of life a VM is told to be lost, whatever lies between that sign and the looks: no longer
/// than a lease and the time between two looks, and what looks take.
/// </summary>
internal sealed class DetectionTests
{
    private const string Dead = "vm-3";
    private const int Phases = 40;
    private readonly RunConfig _config = LeadBed.Plan(vms: 3);

    [TestCase(6, 1, 0)]
    [TestCase(6, 1, 0.02)]
    [TestCase(6, 1, 1.7)]
    [TestCase(30, 1, 0.3)]
    [TestCase(1, 0.2, 0.013)]
    [TestCase(2, 2, 0)]
    [TestCase(3, 2, 0.1)]
    [TestCase(3.1, 1, 0.1)]
    [TestCase(0.5, 2, 0)]
    [TestCase(0.5, 2, 0.01)]
    [TestCase(1, 30, 0.05)]
    public void A_dead_vm_is_told_within_a_lease_and_one_look(
        double lease,
        double interval,
        double look
    )
    {
        var cycle = interval + look;
        for (var phase = 0; phase < Phases; phase++)
        {
            // Also just after a look has read it, which is the worst.
            var died = (5 * cycle) + (phase == 0 ? 1e-6 : cycle * phase / Phases);
            var (seenAt, begunAt, toldAt) = Detect(lease, interval, look, died);
            (toldAt - died).ShouldBeLessThanOrEqualTo(
                lease + interval + (3 * look) + 1e-3,
                $"it died at {died}"
            );
            (begunAt - seenAt).ShouldBeGreaterThanOrEqualTo(
                lease - 1e-6,
                "silence is spread over a lease"
            );
        }
    }

    /// <summary>Looks as the leader does: when the last sign was seen, when the look began that told of the loss, and when it ended.</summary>
    private (double SeenAt, double BegunAt, double ToldAt) Detect(
        double lease,
        double interval,
        double look,
        double died
    )
    {
        var time = new SkippingTime();
        var origin = time.GetTimestamp();
        var watch = new LivenessWatch(TimeSpan.FromSeconds(lease), TimeSpan.FromSeconds(300), time);
        var state = RunState.Of(_config);
        var vms = _config.Vms.Select(vm => vm.Name).ToList();
        double? seenAt = null;
        for (var polls = 1; ; polls++)
        {
            var begun = time.GetTimestamp();
            var at = time.GetElapsedTime(origin, begun).TotalSeconds;
            if (seenAt is null && at >= died)
            {
                seenAt = at;
                polls = 1;
            }
            var progress = vms.ToDictionary(
                vm => vm,
                vm => Progress(vm, vm == Dead ? Math.Min(at, died) : at)
            );
            time.Advance(TimeSpan.FromSeconds(look));
            var view = watch.Polled(begun, vms, state, progress);
            var now = time.GetTimestamp();
            if (view.Lost.ContainsKey(Dead))
            {
                polls.ShouldBeGreaterThanOrEqualTo(LivenessWatch.FewestPolls);
                return (seenAt!.Value, at, time.GetElapsedTime(origin, now).TotalSeconds);
            }
            time.Advance(
                NextLook.Wait(
                    TimeSpan.FromSeconds(interval),
                    time.GetElapsedTime(now, view.NextDue!.Value),
                    hasFailed: false
                )
            );
        }
    }

    /// <summary>Of a worker that tells of itself all the time: the sequence is the time of its last sign.</summary>
    private static WorkerProgress Progress(string vm, double at) =>
        new()
        {
            Schema = Schemas.Progress,
            Vm = vm,
            Epoch = 1,
            Sequence = (long)(at * 1e7) + 1,
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

    [TestCase(0.2, 1, false, 0.2)]
    [TestCase(1.5, 1, false, 1)]
    [TestCase(-0.1, 1, false, 0)]
    [TestCase(-0.1, 1, true, 1)]
    [TestCase(0.2, 1, true, 0.2)]
    public void A_look_that_is_overdue_comes_at_once_unless_the_store_fails(
        double untilDue,
        double interval,
        bool hasFailed,
        double wait
    ) =>
        NextLook
            .Wait(TimeSpan.FromSeconds(interval), TimeSpan.FromSeconds(untilDue), hasFailed)
            .ShouldBe(TimeSpan.FromSeconds(wait));
}
