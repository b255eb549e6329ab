using System.Collections.Concurrent;
using Bench.Model.Decisions;
using Bench.Model.Progress;
using Bench.Model.Results;
using Bench.Model.Runs;
using Bench.Protocol.Barriers;
using Bench.Protocol.Decisions;
using Bench.Protocol.Records;

namespace Bench.Coordinator.Barriers;

/// <summary>Carries out what <see cref="BarrierPolicy"/> decides from each look at the workers.</summary>
public sealed class BarrierKeeper(
    RecordStore records,
    RunConfig config,
    DecisionLog log,
    TimeProvider time
) : IBarrierMessages
{
    private readonly ReplicaLedger _ledger = new(records);

    /// <summary>What workers said over the live channel and their progress does not say yet.</summary>
    private readonly ConcurrentDictionary<string, Told> _told = new(StringComparer.Ordinal);

    /// <summary>When each worker was first seen ready at its place, on this host's monotonic clock.</summary>
    private readonly Dictionary<string, (int Epoch, BarrierPlace Place, long At)> _ready = new(
        StringComparer.Ordinal
    );
    private StartLog _starts = StartLog.Empty;
    private int _folded;

    /// <summary>Between two looks while workers may wait at a barrier.</summary>
    public static TimeSpan Poll { get; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Tells participants that their start is decided; null where only the bucket does.</summary>
    public IGoMessages? Messages { get; set; }

    /// <summary>Whether a run has barriers at all.</summary>
    public static bool IsNeeded(RunConfig config) =>
        config.Options.Distribution == DistributionMode.Replicate;

    public void Ready(string vm, int epoch, BarrierPlace place, long progress) =>
        _told[vm] = new Told(epoch, place, progress, Monotonic.Nanoseconds(time));

    public void Left(string vm, int epoch)
    {
        if (_told.TryGetValue(vm, out var told) && told.Epoch == epoch)
        {
            _told.TryRemove(new(vm, told));
        }
    }

    /// <summary>Decides what can be decided now, as leader.</summary>
    /// <param name="gone">VMs that nobody waits for any more.</param>
    public async Task LookAsync(
        IReadOnlyDictionary<string, WorkerProgress> progress,
        IReadOnlySet<string> gone,
        CancellationToken cancel
    )
    {
        See(progress);
        while (true)
        {
            var situation = await SituationAsync(gone, cancel);
            var actions = BarrierPolicy.Decide(situation);
            foreach (var action in actions)
            {
                if (!await DoAsync(action, cancel))
                {
                    // Another coordinator leads.
                    return;
                }
            }
            if (!actions.Any(action => action is BarrierAction.Judge))
            {
                return;
            }
        }
    }

    private void See(IReadOnlyDictionary<string, WorkerProgress> progress)
    {
        foreach (var (vm, seen) in progress)
        {
            if (_told.TryGetValue(vm, out var told) && told.IsOlderThan(seen))
            {
                _told.TryRemove(new(vm, told));
            }
            See(
                vm,
                seen.Epoch,
                seen.State == WorkerState.Ended ? null : seen.Barrier,
                Monotonic.Nanoseconds(time)
            );
        }
        foreach (var (vm, told) in _told)
        {
            See(vm, told.Epoch, told.Place, told.At);
        }
    }

    private void See(string vm, int epoch, BarrierPlace? waitsAt, long at)
    {
        if (waitsAt is not { } place)
        {
            _ready.Remove(vm);
        }
        else if (
            !_ready.TryGetValue(vm, out var known)
            || known.Epoch != epoch
            || known.Place != place
        )
        {
            // What another worker of the VM said before is no answer to this one.
            _ready[vm] = (epoch, place, at);
        }
    }

    private async Task<BarrierSituation> SituationAsync(
        IReadOnlySet<string> gone,
        CancellationToken cancel
    )
    {
        for (; _folded < log.Decisions.Count; _folded++)
        {
            _starts = _starts.Apply(log.Decisions[_folded]);
        }
        var situation = new BarrierSituation
        {
            Config = config,
            Starts = _starts,
            Places = _ready.ToDictionary(pair => pair.Key, pair => pair.Value.Place),
            Gone = gone,
            Records = new Dictionary<ReplicaKey, IterationStatus>(),
        };
        return situation with
        {
            Records = await _ledger.ReadAsync(BarrierPolicy.Wanted(situation), cancel),
        };
    }

    private Task<bool> DoAsync(BarrierAction action, CancellationToken cancel) =>
        action switch
        {
            BarrierAction.Go go => GoAsync(Signal(go), cancel),
            BarrierAction.Judge judge => log.TryJudgeAsync(judge.Verdict, cancel),
            _ => throw new InvalidOperationException($"{action} is no action at a barrier."),
        };

    /// <summary>Tells of a start only once it is decided, and at once then.</summary>
    private async Task<bool> GoAsync(GoSignal go, CancellationToken cancel)
    {
        if (!await log.TryGoAsync(go, cancel))
        {
            return false;
        }
        Messages?.Go(log.State.LastDecision, go);
        return true;
    }

    private GoSignal Signal(BarrierAction.Go go) =>
        new()
        {
            MatrixId = go.Place.MatrixId,
            Attempt = go.Place.Attempt,
            Iteration = go.Place.Iteration,
            Participants = go.Participants,
            ReadyNanoseconds = go.Participants.ToDictionary(vm => vm, vm => _ready[vm].At),
            SentNanoseconds = Monotonic.Nanoseconds(time),
        };

    /// <param name="Progress">Sequence of the worker's last progress from before.</param>
    /// <param name="At">When it was told, on this host's monotonic clock.</param>
    private sealed record Told(int Epoch, BarrierPlace Place, long Progress, long At)
    {
        public bool IsOlderThan(WorkerProgress seen) =>
            seen.Epoch > Epoch || (seen.Epoch == Epoch && seen.Sequence > Progress);
    }
}
