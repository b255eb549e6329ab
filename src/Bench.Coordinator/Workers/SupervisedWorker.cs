using Bench.Fleet;
using Bench.Model.Progress;
using Bench.Protocol.Claims;
using Bench.Protocol.Decisions;
using Bench.Protocol.Liveness;

namespace Bench.Coordinator.Workers;

/// <summary>What is known of the worker of one VM.</summary>
internal sealed class SupervisedWorker(string vm, ClaimChain claims)
{
    private WorkerProgress? _progress;
    private int _change;
    private int _restarts;
    private int _doneAtStart;
    private int _epochAtStart;
    private long? _firstLeft;
    private long _lastLeft;

    public string Vm { get; } = vm;

    public ClaimChain Claims { get; } = claims;

    public IWorkerHandle? Handle { get; set; }

    /// <summary>That it ended was seen at an earlier look.</summary>
    public bool ExitSeen { get; set; }

    /// <summary>It lives, started by another process.</summary>
    public bool Attached { get; set; }

    /// <summary>Why it is not started again; null while it may be.</summary>
    public string? GivenUp { get; set; }

    /// <summary>Whether the VM may work on something that has no result, as far as its worker told.</summary>
    public bool HasWork { get; private set; }

    public bool Runs => Handle is not null || Attached;

    public bool MayStart => HasWork && !Runs && GivenUp is null;

    /// <summary>Its worker ended with a result for each entry that it knew of: what was granted later is no reason to blame it.</summary>
    public bool EndedWell =>
        _progress is { State: WorkerState.Ended, Stopped: null } p
        && p.Epoch > _epochAtStart
        && p.EntriesOk + p.EntriesFailed >= p.EntriesTotal;

    private int IterationsDone => _progress is { } p ? p.IterationsOk + p.IterationsFailed : 0;

    public void See(RunState state, WorkerProgress? progress)
    {
        _progress =
            progress is not null && ProgressRights.IsCurrent(state, progress) ? progress : null;
        HasWork =
            state.AttemptsOf(Vm).Count > 0
            && !state.IsFenced(Vm)
            && !(progress is not null && ProgressRights.IsDone(state, progress));
        if (state.LastChangeOf(Vm) is var change && change != _change)
        {
            // Other work, other luck.
            (_change, _restarts, _doneAtStart) = (change, 0, 0);
        }
    }

    public IWorkerHandle Start(IFleet fleet)
    {
        ExitSeen = false;
        _doneAtStart = IterationsDone;
        _epochAtStart = _progress?.Epoch ?? 0;
        return Handle = fleet.Start(Vm);
    }

    /// <summary>It left the VM to another worker of this host, which may not have claimed it yet.</summary>
    /// <returns>Whether it is the first in a row that did.</returns>
    public bool Left(TimeProvider time)
    {
        _lastLeft = time.GetTimestamp();
        var isFirst = _firstLeft is null;
        _firstLeft ??= _lastLeft;
        return isFirst;
    }

    /// <summary>It was something else since, or the other one has its claim.</summary>
    public void LeftNoMore() => _firstLeft = null;

    /// <summary>How long workers of this VM have left, one after the other.</summary>
    public TimeSpan LeavesFor(TimeProvider time) =>
        _firstLeft is { } first ? time.GetElapsedTime(first) : TimeSpan.Zero;

    /// <summary>Whether the last one left less than so long ago.</summary>
    public bool LeftWithin(TimeSpan span, TimeProvider time) =>
        _firstLeft is not null && time.GetElapsedTime(_lastLeft) < span;

    public bool MayRestart(int limit)
    {
        _restarts = IterationsDone > _doneAtStart ? 1 : _restarts + 1;
        return _restarts <= limit;
    }
}
