using Bench.Model.Progress;
using Bench.Model.Results;
using Bench.Protocol.Barriers;
using Bench.Workloads;
using Bench.Workloads.Phases;

namespace Bench.Worker.Barriers;

/// <summary>The barrier of one try at an iteration, and the stamps that are taken around it.</summary>
public sealed class StartBarrier(BarrierPlace place, IStartSignal signal, TimeProvider time)
{
    private readonly List<ClockStamps> _exchanges = [];
    private StartNotice? _notice;
    private bool _held;
    private long? _starting;
    private long? _started;
    private long? _ended;

    /// <summary>
    /// Whether the work was begun by a go that the decision log does not know: nothing of it counts, and the worker waits
    /// at the same barrier again.
    /// </summary>
    public bool WasFalse { get; private set; }

    /// <summary>What is recorded of it; null where it was not passed.</summary>
    public BarrierFacts? Facts =>
        _notice is { } notice && _starting is { } starting
            ? new BarrierFacts
            {
                GoDecision = notice.Decision,
                Participants = notice.Participants,
                Signal = notice.Signal,
                Held = _held,
                GoReceivedNanoseconds = notice.ReceivedNanoseconds,
                StartedNanoseconds = starting,
                EndedNanoseconds = _ended,
                AfterGoSeconds = ((_started ?? starting) - notice.ReceivedNanoseconds) / 1e9,
                Exchanges = [.. notice.Exchanges, .. _exchanges],
            }
            : null;

    /// <summary>Waits until all are ready, and lets the work go that waits for it.</summary>
    /// <param name="held">Null where the work is only started after it.</param>
    /// <exception cref="IterationFailedException">The iteration goes on without this VM.</exception>
    public async Task PassAsync(IHeldWork? held, CancellationToken cancel) =>
        _notice =
            await signal.WaitAsync(place, () => Go(held), cancel)
            ?? throw Failed("the other VMs went on without this one");

    /// <summary>Does the work while the go is confirmed that began it, and ends it where that was false.</summary>
    /// <exception cref="IterationFailedException">The go was false.</exception>
    public async Task GuardAsync(Func<CancellationToken, Task> work, CancellationToken cancel)
    {
        if (_notice?.ConfirmAsync is not { } confirmAsync)
        {
            await work(cancel);
            return;
        }
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var confirming = ConfirmAsync(confirmAsync, ending, cancel);
        try
        {
            await work(ending.Token);
        }
        catch (OperationCanceledException) when (WasFalse)
        {
            // Said below.
        }
        finally
        {
            await confirming;
        }
        if (WasFalse)
        {
            throw Failed("it was begun by a go that was not decided");
        }
    }

    /// <summary>The work is about to be started.</summary>
    public void Starting() => _starting ??= Monotonic.Nanoseconds(time);

    /// <summary>Its process runs.</summary>
    public void Started() => _started ??= Monotonic.Nanoseconds(time);

    /// <summary>It has ended, well or not.</summary>
    public void Ended() => _ended ??= Monotonic.Nanoseconds(time);

    /// <summary>Sets the clocks side by side at the end of the work as well, as they may drift apart during it.</summary>
    public async Task CompareClocksAsync(CancellationToken cancel) =>
        _exchanges.AddRange(await signal.CompareClocksAsync(cancel));

    private void Go(IHeldWork? held)
    {
        if (held is null)
        {
            return;
        }
        _held = true;
        Starting();
        held.Release();
        Started();
    }

    /// <summary>Until the log has answered, or the iteration is ended from outside.</summary>
    private async Task ConfirmAsync(
        Func<CancellationToken, Task<bool>> confirmAsync,
        CancellationTokenSource ending,
        CancellationToken cancel
    )
    {
        try
        {
            WasFalse = !await confirmAsync(cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return;
        }
        if (WasFalse)
        {
            await ending.CancelAsync();
        }
    }

    private static IterationFailedException Failed(string reason) =>
        new(
            new Failure
            {
                Kind = FailureKinds.Barrier,
                Phase = PhaseNames.Barrier,
                Reason = reason,
            }
        );
}
