using Bench.Model.Decisions;

namespace Bench.Protocol.Leading;

/// <summary>What a leader is to do next.</summary>
public abstract record LeadAction
{
    private LeadAction() { }

    /// <summary>Ends a VM's right to its entries: the decision first, then the claim that puts it in force.</summary>
    public sealed record Fence(string Vm, string Reason) : LeadAction;

    /// <summary>
    /// Reads the results of test cases, once the fences of those who had them are in force; then decides anew.
    /// </summary>
    /// <param name="Tests">Ordinals, ascending.</param>
    public sealed record Read(IReadOnlyList<int> Tests) : LeadAction;

    /// <summary>Grants whole test cases to a VM.</summary>
    public sealed record Give(Grant Grant) : LeadAction;

    /// <summary>Ends the run.</summary>
    public sealed record Seal(SealReason Reason) : LeadAction;

    /// <summary>The run cannot go on as it is; told once.</summary>
    public sealed record Wait(string Reason) : LeadAction;
}
