using Bench.Model.Claims;
using Bench.Model.Decisions;
using Bench.Model.Json;
using Bench.Model.Progress;
using Bench.Model.Runs;
using Bench.Protocol.Barriers;
using Bench.Protocol.Claims;
using Bench.Protocol.Decisions;
using Bench.Rpc.V1;
using Bench.Worker.Barriers;
using Bench.Worker.Heartbeats;
using Bench.Worker.Logs;

namespace Bench.Worker.Tests.Barriers;

/// <summary>One worker of two that waits at a barrier, a channel, and a coordinator that decides what a test says.</summary>
internal sealed class StartBed : IDisposable
{
    public static readonly BarrierPlace Place = new(1, 1, 1);
    private static readonly string[] Both = ["vm-1", "vm-2"];
    private readonly WorkerBed _bed;
    private readonly WorkerStop _stop = new();
    private readonly WorkPermit _permit;
    private int _begun;

    private StartBed(WorkerBed bed, DecisionLog decisions, JobSpec spec)
    {
        (_bed, Decisions, Spec) = (bed, decisions, spec);
        _permit = new WorkPermit(_stop);
        Guard = new ClaimGuard(bed.Records, Claim, TimeProvider.System);
        Counters = new WorkerCounters(Claim, spec, TimeProvider.System);
        Starts = new StartReader(bed.Records);
        Signal = StartSignals.Of(Starts, "vm-1", Channel, Counters, Heartbeat, Role);
    }

    public FakeChannel Channel { get; } = new();

    public DecisionLog Decisions { get; }

    public JobSpec Spec { get; }

    public WorkerBed Bed => _bed;

    public StartReader Starts { get; }

    public IStartSignal Signal { get; }

    public ClaimGuard Guard { get; }

    public WorkerCounters Counters { get; }

    public WorkerStop Stop => _stop;

    public WorkPermit Permit => _permit;

    /// <summary>How often the work was begun.</summary>
    public int Begun => Volatile.Read(ref _begun);

    public Claim Claim { get; } =
        new()
        {
            Schema = Schemas.Claim,
            Writer = WriterId.New(),
            Vm = "vm-1",
            Epoch = 1,
            Kind = ClaimKind.Holder,
            At = default,
        };

    private Heartbeat Heartbeat =>
        new(
            _bed.Records,
            Claim,
            Guard,
            Counters,
            _stop,
            _permit,
            TimeSpan.FromSeconds(30),
            TimeProvider.System
        );

    public WorkerRole Role =>
        new()
        {
            Records = _bed.Records,
            Vm = "vm-1",
            Log = new WorkerLog(TextWriter.Synchronized(_bed.Log), TimeProvider.System),
            Time = TimeProvider.System,
        };

    public static async Task<StartBed> CreateAsync()
    {
        var bed = await WorkerBed.CreateAsync(
            vms: 2,
            options =>
                options with
                {
                    Distribution = DistributionMode.Replicate,
                    HostSharing = HostSharing.Concurrent,
                }
        );
        return new StartBed(bed, await bed.LeadAsync(), await bed.SpecAsync());
    }

    public static GoSignal Go(BarrierPlace? place = null, params string[] participants) =>
        new()
        {
            MatrixId = (place ?? Place).MatrixId,
            Attempt = (place ?? Place).Attempt,
            Iteration = (place ?? Place).Iteration,
            Participants = participants is [] ? Both : participants,
        };

    /// <summary>The go of the decision that comes next, or of the one of this number.</summary>
    public BarrierGo Message(int? decision = null) =>
        new()
        {
            MatrixId = Place.MatrixId,
            Attempt = Place.Attempt,
            Iteration = Place.Iteration,
            Participants = { Both },
            Decision = decision ?? Decisions.State.LastDecision + 1,
        };

    public async Task DecideAsync(GoSignal go) =>
        (await Decisions.TryGoAsync(go, default)).ShouldBeTrue();

    /// <summary>Waits at the place; returns once the worker has looked at the log and shown that it waits.</summary>
    public async Task<Task<StartNotice?>> WaitAsync(
        CancellationToken cancel,
        BarrierPlace? place = null
    )
    {
        var waiting = Signal.WaitAsync(
            place ?? Place,
            () => Interlocked.Increment(ref _begun),
            cancel
        );
        while (
            !waiting.IsCompleted
            && (
                await _bed.Records.GetAsync<WorkerProgress>(
                    _bed.Records.Keys.Progress("vm-1", 1),
                    cancel
                )
            )?.Barrier
                is null
        )
        {
            await Task.Delay(5, cancel);
        }
        return waiting;
    }

    public void Dispose()
    {
        _permit.Dispose();
        _stop.Dispose();
        _bed.Dispose();
    }
}
