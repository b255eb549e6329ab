using Bench.Model.Decisions;
using Bench.Model.Progress;

namespace Bench.Coordinator.Barriers;

/// <summary>Is told what workers say at a start barrier, by the connections' own tasks: it must not wait.</summary>
public interface IBarrierMessages
{
    /// <summary>A worker waits.</summary>
    /// <param name="epoch">Of its claim.</param>
    /// <param name="progress">Sequence of its last progress from before.</param>
    void Ready(string vm, int epoch, BarrierPlace place, long progress);

    /// <summary>Its connection is lost: it may be gone itself, and what it said by it is forgotten.</summary>
    void Left(string vm, int epoch);
}

/// <summary>Tells participants of a start at once that it is decided. May lose any of it.</summary>
public interface IGoMessages
{
    /// <param name="decision">Its number; the decision is in the bucket.</param>
    void Go(int decision, GoSignal go);
}
