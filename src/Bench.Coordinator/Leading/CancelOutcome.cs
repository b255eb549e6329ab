namespace Bench.Coordinator.Leading;

/// <summary>What became of the workers that were at work when a run was cancelled.</summary>
/// <param name="Acknowledged">VMs whose worker has ended all that it had begun.</param>
/// <param name="Unacknowledged">VMs that were at work and have not said so.</param>
/// <param name="Left">What those that have acknowledged could not end or undo, in words, by VM.</param>
public sealed record CancelOutcome(
    IReadOnlyList<string> Acknowledged,
    IReadOnlyList<string> Unacknowledged,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Left
)
{
    public static CancelOutcome None { get; } =
        new([], [], new Dictionary<string, IReadOnlyList<string>>());
}
