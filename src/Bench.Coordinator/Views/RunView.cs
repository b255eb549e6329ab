using Bench.Model.Claims;
using Bench.Model.Decisions;
using Bench.Model.Progress;
using Bench.Model.Runs;
using Bench.Model.Sealing;

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
    public Cancellation? Cancellation { get; init; }
    public Seal? Seal { get; init; }

    /// <summary>Records committed after the seal.</summary>
    public IReadOnlyList<string> Late { get; init; } = [];

    /// <summary>Over all VMs: an entry that several run at once counts once for each.</summary>
    public int IterationsTotal =>
        Config.Distribution.Sum(share => share.Entries.Count) * Config.Options.Iterations;

    public int IterationsDone => Progress.Values.Sum(p => p.IterationsOk + p.IterationsFailed);

    public int IterationsFailed => Progress.Values.Sum(p => p.IterationsFailed);

    public int EntriesDone => Progress.Values.Sum(p => p.EntriesOk + p.EntriesFailed);

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
            var left = Config.Distribution.Max(share => IterationsLeft(share));
            return mean * left;
        }
    }

    private int IterationsLeft(VmShare share)
    {
        var done = Progress.TryGetValue(share.Vm, out var p)
            ? p.IterationsOk + p.IterationsFailed
            : 0;
        return (share.Entries.Count * Config.Options.Iterations) - done;
    }
}
