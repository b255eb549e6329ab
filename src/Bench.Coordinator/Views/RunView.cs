using Bench.Model.Claims;
using Bench.Model.Decisions;
using Bench.Model.Progress;
using Bench.Model.Runs;
using Bench.Model.Sealing;
using Bench.Protocol.Decisions;
using Bench.Protocol.Liveness;

namespace Bench.Coordinator.Views;

/// <summary>What can be seen of a run at one moment.</summary>
public sealed record RunView
{
    public required RunConfig Config { get; init; }

    /// <summary>Last known progress by VM; a VM that never showed any is absent.</summary>
    public required IReadOnlyDictionary<string, WorkerProgress> Progress { get; init; }

    /// <summary>The claim in force by VM, where it was read.</summary>
    public IReadOnlyDictionary<string, Claim> Claims { get; init; } =
        new Dictionary<string, Claim>();
    public CoordinatorIdentity? Leader { get; init; }

    /// <summary>What was decided; null where it was not read.</summary>
    public RunState? State { get; init; }

    /// <summary>Why the run cannot go on at the moment, in words; null while it can.</summary>
    public string? Waiting { get; init; }

    /// <summary>Entries that nobody may work on any more and that have no result.</summary>
    public IReadOnlySet<int> Orphaned { get; init; } = new HashSet<int>();
    public Cancellation? Cancellation { get; init; }
    public Seal? Seal { get; init; }

    /// <summary>Records committed after the seal.</summary>
    public IReadOnlyList<string> Late { get; init; } = [];

    /// <summary>Over all VMs: an entry that several run at once counts once for each.</summary>
    public int IterationsTotal =>
        Config.Distribution.Sum(share => share.Entries.Count) * Config.Options.Iterations;

    public int IterationsDone => Tally.Of(this).Iterations;

    public int IterationsFailed => Progress.Values.Sum(p => p.IterationsFailed);

    public int EntriesDone => Tally.Of(this).Entries;

    public int EntriesFailed => Progress.Values.Sum(p => p.EntriesFailed);

    /// <summary>
    /// Seconds until the last VM is done, from the mean of the iterations measured so far; null before the first one.
    /// An iteration's time holds its wait for a turn, so workers that share a host are counted rightly.
    /// </summary>
    public double? EstimatedSecondsLeft
    {
        get
        {
            var timed = Progress.Values.Sum(p => p.IterationsTimed);
            if (timed == 0 || Seal is not null)
            {
                return null;
            }
            var mean = Progress.Values.Sum(p => p.IterationSeconds) / timed;
            var left = Config.Vms.Max(vm => IterationsLeft(vm.Name));
            return mean * left;
        }
    }

    private int IterationsLeft(string vm)
    {
        var progress = Progress.GetValueOrDefault(vm);
        var state = State ?? RunState.Of(Config);
        var planned = state.ActiveAttemptsOf(vm).Count() * Config.Options.Iterations;
        return progress is not null && ProgressRights.IsCurrent(state, progress)
            ? Math.Max(0, planned - progress.IterationsOk - progress.IterationsFailed)
            : planned;
    }
}
