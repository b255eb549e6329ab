using Bench.Model.Runs;

namespace Bench.Planning.Distribution;

/// <summary>Spreads test cases over VMs. Deterministic: equal tasks give equal shares.</summary>
public interface IDistributionStrategy
{
    DistributionMode Mode { get; }

    /// <summary>The test cases of each VM, in the order of the VMs; within a VM in any order.</summary>
    /// <exception cref="DistributionException">A class has no VM.</exception>
    IReadOnlyList<IReadOnlyList<TestCaseSpec>> Assign(DistributionTask task);
}

/// <summary>A test case cannot be given to any VM. Planning refuses this beforehand.</summary>
public sealed class DistributionException(string message) : Exception(message);
