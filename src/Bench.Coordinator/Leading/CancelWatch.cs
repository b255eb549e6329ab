using Bench.Model.Progress;
using Bench.Model.Runs;

namespace Bench.Coordinator.Leading;

/// <summary>Who was at work when the run was cancelled, and who has acknowledged it since.</summary>
internal sealed class CancelWatch(RunConfig config, TimeProvider time)
{
    /// <summary>How long cancelled workers may take to end their children before the run is sealed without them.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private long? _seenAt;
    private readonly HashSet<string> _atWork = new(StringComparer.Ordinal);

    public bool IsCancelled => _seenAt is not null;

    /// <summary>As of the last look.</summary>
    public CancelOutcome Outcome { get; private set; } = CancelOutcome.None;

    /// <summary>Whether nothing is waited for any more.</summary>
    public bool IsOver =>
        _seenAt is { } seen
        && (Outcome.Unacknowledged.Count == 0 || time.GetElapsedTime(seen) > Patience);

    /// <summary>The cancellation was seen in the bucket.</summary>
    public void Seen() => _seenAt ??= time.GetTimestamp();

    /// <param name="lives">Whether a VM's worker is known or seen to live.</param>
    public void Look(Func<string, bool> lives, IReadOnlyDictionary<string, WorkerProgress> progress)
    {
        if (!IsCancelled)
        {
            return;
        }
        _atWork.UnionWith(config.Vms.Select(vm => vm.Name).Where(lives));
        List<string> atWork = [.. config.Vms.Select(vm => vm.Name).Where(_atWork.Contains)];
        // One that died meanwhile has neither acknowledged it nor anything to end.
        List<string> acknowledged =
        [
            .. atWork.Where(vm =>
                !lives(vm) && progress.GetValueOrDefault(vm) is { State: WorkerState.Ended }
            ),
        ];
        Outcome = new CancelOutcome(
            acknowledged,
            [.. atWork.Where(lives)],
            acknowledged
                .Where(vm => progress[vm].Stopped is { Left.Count: > 0 })
                .ToDictionary(vm => vm, vm => progress[vm].Stopped!.Left)
        );
    }

    /// <summary>Who acknowledged and who did not, for people.</summary>
    public string Describe() =>
        $"acknowledged by {Named(Outcome.Acknowledged)}"
        + (Outcome.Unacknowledged.Count == 0 ? "" : $"; not by {Named(Outcome.Unacknowledged)}")
        + string.Concat(
            Outcome.Left.Select(left => $"; left on {left.Key}: {string.Join(", ", left.Value)}")
        );

    private static string Named(IReadOnlyList<string> vms)
    {
        const int most = 20;
        return vms.Count switch
        {
            0 => "no worker",
            <= most => string.Join(", ", vms),
            _ => $"{string.Join(", ", vms.Take(most))} and {vms.Count - most} more",
        };
    }
}
