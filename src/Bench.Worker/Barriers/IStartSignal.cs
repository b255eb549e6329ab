using Bench.Model.Progress;
using Bench.Model.Results;

namespace Bench.Worker.Barriers;

/// <summary>
/// Tells the coordinator that a worker is ready, and the worker that all are. Through the bucket it is the decision log;
/// a live channel only tells sooner what is decided there.
/// </summary>
public interface IStartSignal
{
    /// <summary>Says that the worker is ready at a place, and returns as soon as a start names it there.</summary>
    /// <returns>Null where the iteration goes on without it.</returns>
    Task<StartNotice?> WaitAsync(BarrierPlace place, CancellationToken cancel);
}

/// <summary>A start as a worker learned of it.</summary>
/// <param name="ReceivedNanoseconds">When, on the monotonic clock of this host.</param>
/// <param name="Exchanges">Messages with the coordinator that bound what lies between the clocks.</param>
public sealed record StartNotice(
    int Decision,
    IReadOnlyList<string> Participants,
    StartSignalKind Signal,
    long ReceivedNanoseconds,
    IReadOnlyList<ClockStamps> Exchanges
);
