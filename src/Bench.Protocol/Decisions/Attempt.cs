using Bench.Model.Decisions;

namespace Bench.Protocol.Decisions;

/// <summary>One VM's try at an entry.</summary>
/// <param name="MatrixId">The entry.</param>
/// <param name="Number">From 1, over all VMs.</param>
/// <param name="Vm">The VM that it belongs to, for ever.</param>
/// <param name="GrantedBy">Number of the decision that granted it; 0 for <c>config.json</c>.</param>
public sealed record Attempt(int MatrixId, int Number, string Vm, int GrantedBy = 0)
{
    /// <summary>Why it was granted; null for attempt 1, which the distribution gives.</summary>
    public GrantCause? Cause { get; init; }
}
