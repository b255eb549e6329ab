using Bench.Coordinator.Barriers;
using Bench.Coordinator.Telemetry;
using Bench.Coordinator.Views;
using Bench.Coordinator.Workers;
using Bench.Model.Decisions;
using Bench.Model.Sealing;
using Bench.Protocol.Cancelling;
using Bench.Protocol.Leading;
using Bench.Protocol.Records;
using Bench.Protocol.Runs;
using Bench.Storage;

namespace Bench.Coordinator.Leading;

/// <summary>
/// Leads a run from its specs to its seal, or follows who leads it and takes over when that one falls silent. Holds
/// nothing that it could not read from the bucket again: another one may go on at any point.
/// </summary>
public sealed class RunLeader
{
    private static readonly TimeSpan CancelPoll = TimeSpan.FromMilliseconds(200);

    private readonly RecordStore _records;
    private readonly LoadedRun _run;
    private readonly WorkerSupervisor _supervisor;
    private readonly IRunObserver _observer;
    private readonly TimeProvider _time;
    private readonly LeadLook _look;
    private readonly Leader _leader;
    private readonly RetryRequests _retries;
    private readonly Trouble _trouble;
    private readonly LeadSpans _spans;
    private TaskCompletionSource _wake = NewWake();
    private bool _interrupted;

    /// <param name="self">This coordinator; new for each.</param>
    /// <param name="isKnownDead">Whether another coordinator is proven dead; null for what this machine knows.</param>
    public RunLeader(
        RecordStore records,
        LoadedRun run,
        WorkerSupervisor supervisor,
        CoordinatorIdentity self,
        IRunObserver observer,
        string benchVersion,
        TimeProvider time,
        Func<CoordinatorIdentity, bool>? isKnownDead = null
    )
    {
        (_records, _run, _supervisor, _observer, _time) = (
            records,
            run,
            supervisor,
            observer,
            time
        );
        (Self, _spans) = (self, new LeadSpans(run, self));
        _trouble = new Trouble(observer);
        _retries = new RetryRequests(run.Config);
        _look = new LeadLook(
            records,
            run.Config,
            self,
            time,
            isKnownDead ?? CoordinatorSelf.IsKnownDead
        );
        _leader = new Leader(
            records,
            run,
            _look,
            supervisor,
            _retries,
            observer,
            benchVersion,
            time
        );
    }

    /// <summary>Who leads, as the run's decisions name it.</summary>
    public CoordinatorIdentity Self { get; }

    /// <summary>Who acknowledged the cancellation, and who was at work and has not.</summary>
    public CancelOutcome Cancelled => _look.Cancel.Outcome;

    /// <summary>Is told what workers say at start barriers; null in a run without any.</summary>
    public IBarrierMessages? Barriers => _leader.Barriers;

    /// <summary>Starts are told by these messages too, from now on.</summary>
    public void TellStarts(IGoMessages messages)
    {
        if (_leader.Barriers is { } barriers)
        {
            barriers.Messages = messages;
        }
    }

    /// <summary>Lets the next look begin at once. May be called by any thread, at any time and as often as there is news.</summary>
    public void Wake() => Volatile.Read(ref _wake).TrySetResult();

    /// <summary>
    /// A fenced VM offers itself for grants. It gets something only where nobody else is left. May be called by any
    /// thread.
    /// </summary>
    public void Offer(string vm)
    {
        _leader.Offer(vm);
        Wake();
    }

    /// <summary>A VM that offered itself is gone. May be called by any thread.</summary>
    public void Withdraw(string vm) => _leader.Withdraw(vm);

    /// <summary>Asks for one more attempt at the test case of an entry. May be called by any thread.</summary>
    /// <returns>What was granted; null while no VM can take it.</returns>
    /// <exception cref="RetryRefusedException">This coordinator does not lead, the run ends, or it is still being tried.</exception>
    public Task<Grant?> RetryAsync(int matrixId)
    {
        var reply = _retries.Ask(matrixId);
        Wake();
        return reply;
    }

    /// <summary>Leads or follows until the run is sealed, by this coordinator or another one.</summary>
    /// <param name="interrupt">Asks to cancel the run.</param>
    /// <param name="stop">Asks to step down between two looks: the run is left as it is, for another coordinator.</param>
    /// <exception cref="OperationCanceledException">It stepped down; the run is not sealed.</exception>
    /// <exception cref="HostsUnfitException">No worker can go on, and none can come. The run is not sealed.</exception>
    public async Task<Seal> LeadAsync(CancellationToken interrupt, CancellationToken stop = default)
    {
        var begin = _time.GetUtcNow();
        Seal? end = null;
        try
        {
            while (true)
            {
                stop.ThrowIfCancellationRequested();
                end = await TryStepAsync(interrupt);
                if (end is not null)
                {
                    return await ShowAsync(end);
                }
                await WaitAsync(interrupt, stop);
            }
        }
        finally
        {
            _retries.Refuse("the run is not led here any more");
            await LeaveAsync();
            _spans.Left(begin, _time.GetUtcNow(), end, _look.Leads);
        }
    }

    /// <summary>One look and what follows from it. A store that fails does not end the leading of a run.</summary>
    private async Task<Seal?> TryStepAsync(CancellationToken interrupt)
    {
        try
        {
            var seal = await StepAsync(interrupt);
            _trouble.IsOver();
            return seal;
        }
        catch (StoreException e) when (e.IsTransient || _look.IsLooking)
        {
            _trouble.Note(e);
            return null;
        }
    }

    private async Task<Seal?> StepAsync(CancellationToken interrupt)
    {
        if (interrupt.IsCancellationRequested && !_interrupted && !_look.Cancel.IsCancelled)
        {
            _observer.Note("cancelling");
            await RunCancel.RequestAsync(
                _records,
                By(),
                "interrupted",
                _time,
                CancellationToken.None
            );
            _interrupted = true;
        }
        if (await _look.PollAsync() is { } seal)
        {
            // Whoever sealed it may be gone before the manifests have their last form.
            return await _leader.SealAsync(seal.Reason);
        }
        if (!_look.Leads)
        {
            _retries.Refuse("another coordinator leads the run");
            _look.Taken();
            await _supervisor.LookAsync(
                _look.State,
                _look.Progress,
                mayStart: false,
                CancellationToken.None
            );
            _observer.Saw(View(seal: null));
            return null;
        }
        _retries.Refuse(
            _look.State.Seal is not null || _look.Cancel.IsCancelled ? "the run ends" : null
        );
        return await _leader.LeadAsync(() => _observer.Saw(View(seal: null)));
    }

    /// <summary>Until the next look is due, a worker ends, there is news, or somebody asks for the end.</summary>
    private async Task WaitAsync(CancellationToken interrupt, CancellationToken stop)
    {
        var cancelled = _look.Cancel.IsCancelled || _interrupted;
        var begin = _time.GetTimestamp();
        var interval = cancelled
            ? CancelPoll
            : TimeSpan.FromSeconds(_run.Config.Options.PollIntervalSeconds);
        if (!cancelled && _look.Leads && _leader.MostBetweenLooks is { } most && most < interval)
        {
            interval = most;
        }
        if (!cancelled && _leader.NextDue is { } due && _look.Leads)
        {
            interval = NextLook.Wait(interval, _time.GetElapsedTime(begin, due), _trouble.IsOn);
        }
        using var waited = CancellationTokenSource.CreateLinkedTokenSource(
            cancelled ? CancellationToken.None : interrupt,
            stop
        );
        var wake = Volatile.Read(ref _wake);
        while (true)
        {
            var left = interval - _time.GetElapsedTime(begin);
            var beats = _look.Leads && _look.Beat.Due < left;
            var delay = DelayAsync(Rounded(beats ? _look.Beat.Due : left), waited.Token);
            var first = await Task.WhenAny(delay, _supervisor.AnyExit, wake.Task);
            if (first != delay || waited.IsCancellationRequested)
            {
                break;
            }
            if (beats)
            {
                await BeatAsync();
            }
            else if (NextLook.IsDue(interval, _time.GetElapsedTime(begin)))
            {
                break;
            }
        }
        if (wake.Task.IsCompleted)
        {
            // Before the look: news that comes during it is for the next one.
            Volatile.Write(ref _wake, NewWake());
        }
        waited.CancelHere();
    }

    /// <summary>Goes on where the leader does, also when it is cancelled: a bare delay would ask for a thread of the pool.</summary>
    private async Task DelayAsync(TimeSpan time, CancellationToken cancel) =>
        await Task.Delay(time, _time, cancel);

    private async Task BeatAsync()
    {
        try
        {
            await _look.Beat.BeatAsync(CancellationToken.None);
        }
        catch (StoreException e)
        {
            _trouble.Note(e);
        }
    }

    /// <summary>Who leaves says so; that it cannot must not hide why it leaves.</summary>
    private async Task LeaveAsync()
    {
        if (!_look.Leads || _look.State.Seal is not null)
        {
            return;
        }
        try
        {
            await _look.Beat.LeaveAsync(CancellationToken.None);
        }
        catch (StoreException e)
        {
            _trouble.Note(e);
        }
    }

    private async Task<Seal> ShowAsync(Seal seal)
    {
        await _look.TryRefreshAsync();
        if (_look.Cancel.IsCancelled)
        {
            _look.Cancel.Look(_leader.Lives, _look.Progress);
            _observer.Note($"the cancellation is {_look.Cancel.Describe()}");
        }
        _observer.Saw(View(seal));
        return seal;
    }

    private RunView View(Seal? seal) =>
        new()
        {
            Config = _run.Config,
            Progress = _look.Progress,
            State = _look.State,
            Leader = _look.State.Leader,
            Waiting = _look.Beat.Waiting,
            Orphaned = _leader.Orphaned,
            Seal = seal,
        };

    /// <summary>In whole milliseconds, rounded up: a delay cuts off the rest, and what is not due yet would be waited for busily.</summary>
    private static TimeSpan Rounded(TimeSpan span) =>
        TimeSpan.FromMilliseconds(Math.Max(0, Math.Ceiling(span.TotalMilliseconds)));

    /// <summary>Who wakes does not do the leader's work.</summary>
    private static TaskCompletionSource NewWake() =>
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static string By() => $"{Environment.UserName}@{Environment.MachineName}";
}
