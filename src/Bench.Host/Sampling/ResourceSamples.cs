using Bench.Host.Counters;

namespace Bench.Host.Sampling;

/// <summary>Snapshots of one measured span: at both ends, and in between.</summary>
/// <param name="Start">At its start.</param>
/// <param name="End">At its end.</param>
/// <param name="Between">In between, in order of time; empty if the span is shorter than the interval.</param>
public sealed record ResourceSamples(
    HostCounters Start,
    HostCounters End,
    IReadOnlyList<HostCounters> Between
)
{
    /// <summary>All snapshots in order of time.</summary>
    public IEnumerable<HostCounters> All() => [Start, .. Between, End];
}
