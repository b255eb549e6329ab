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
)
{
    private readonly ReplicaLedger _ledger = new(records);

    /// <summary>When each worker was first seen ready at its place, on this host's monotonic clock.</summary>
    private readonly Dictionary<string, (BarrierPlace Place, long At)> _ready = new(
        StringComparer.Ordinal
    );
    private StartLog _starts = StartLog.Empty;
    private int _folded;

    /// <summary>Between two looks while workers may wait at a barrier.</summary>
    public static TimeSpan Poll { get; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Whether a run has barriers at all.</summary>
    public static bool IsNeeded(RunConfig config) =>
        config.Options.Distribution == DistributionMode.Replicate;

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
            if (seen.Barrier is not { } place || seen.State == WorkerState.Ended)
            {
                _ready.Remove(vm);
            }
            else if (!_ready.TryGetValue(vm, out var known) || known.Place != place)
            {
                _ready[vm] = (place, Monotonic.Nanoseconds(time));
            }
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
            BarrierAction.Go go => log.TryGoAsync(Signal(go), cancel),
            BarrierAction.Judge judge => log.TryJudgeAsync(judge.Verdict, cancel),
            _ => throw new InvalidOperationException($"{action} is no action at a barrier."),
        };

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
}
