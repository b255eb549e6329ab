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

    /// <summary>VMs whose worker has ended all that it had begun.</summary>
    public IReadOnlyList<string> Acknowledged { get; private set; } = [];

    /// <summary>VMs that were at work and have not said so.</summary>
    public IReadOnlyList<string> Unacknowledged { get; private set; } = [];

    /// <summary>Whether nothing is waited for any more.</summary>
    public bool IsOver =>
        _seenAt is { } seen && (Unacknowledged.Count == 0 || time.GetElapsedTime(seen) > Patience);

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
        Unacknowledged = [.. atWork.Where(lives)];
        Acknowledged =
        [
            .. atWork.Where(vm =>
                !lives(vm) && progress.GetValueOrDefault(vm) is { State: WorkerState.Ended }
            ),
        ];
    }

    /// <summary>Who acknowledged and who did not, for people.</summary>
    public string Describe() =>
        Unacknowledged.Count == 0
            ? $"acknowledged by {Named(Acknowledged)}"
            : $"acknowledged by {Named(Acknowledged)}; not by {Named(Unacknowledged)}";

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
