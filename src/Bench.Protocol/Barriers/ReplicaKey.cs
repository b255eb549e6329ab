using Bench.Model.Decisions;

namespace Bench.Protocol.Barriers;

/// <summary>One VM's part of one try at an iteration: what an iteration record is kept for.</summary>
/// <param name="Attempt">The try.</param>
public readonly record struct ReplicaKey(string Vm, int MatrixId, int Attempt, int Iteration)
{
    public static ReplicaKey Of(string vm, GoSignal go) =>
        new(vm, go.MatrixId, go.Attempt, go.Iteration);
}
