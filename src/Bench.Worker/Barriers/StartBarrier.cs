using Bench.Model.Progress;
using Bench.Model.Results;
using Bench.Protocol.Barriers;
using Bench.Workloads;
using Bench.Workloads.Phases;

namespace Bench.Worker.Barriers;

/// <summary>The barrier of one try at an iteration, and the stamps that are taken around it.</summary>
public sealed class StartBarrier(BarrierPlace place, IStartSignal signal, TimeProvider time)
{
    private StartNotice? _notice;
    private long? _starting;
    private long? _started;
    private long? _ended;

    /// <summary>Whether it was passed.</summary>
    public bool IsPassed => _notice is not null;

    /// <summary>What is recorded of it; null where it was not passed.</summary>
    public BarrierFacts? Facts =>
        _notice is { } notice && _starting is { } starting
            ? new BarrierFacts
            {
                GoDecision = notice.Decision,
                Participants = notice.Participants,
                Signal = notice.Signal,
                GoReceivedNanoseconds = notice.ReceivedNanoseconds,
                StartedNanoseconds = starting,
                EndedNanoseconds = _ended,
                AfterGoSeconds = ((_started ?? starting) - notice.ReceivedNanoseconds) / 1e9,
                Exchanges = notice.Exchanges,
            }
            : null;

    /// <summary>Waits until all are ready.</summary>
    /// <exception cref="IterationFailedException">The iteration goes on without this VM.</exception>
    public async Task PassAsync(CancellationToken cancel) =>
        _notice =
            await signal.WaitAsync(place, cancel)
            ?? throw new IterationFailedException(
                new Failure
                {
                    Kind = FailureKinds.Barrier,
                    Phase = PhaseNames.Barrier,
                    Reason = "the other VMs went on without this one",
                }
            );

    /// <summary>The work is about to be started.</summary>
    public void Starting() => _starting ??= Monotonic.Nanoseconds(time);

    /// <summary>Its process runs.</summary>
    public void Started() => _started ??= Monotonic.Nanoseconds(time);

    /// <summary>It has ended, well or not.</summary>
    public void Ended() => _ended ??= Monotonic.Nanoseconds(time);
}
