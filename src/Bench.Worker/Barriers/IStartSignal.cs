using Bench.Model.Progress;
using Bench.Model.Results;

namespace Bench.Worker.Barriers;

/// <summary>
/// Tells the coordinator that a worker is ready, and the worker that all are. Through the bucket it is the decision log;
/// a live channel only tells sooner what is decided there.
/// </summary>
public interface IStartSignal
{
    /// <summary>Says that the worker is ready at a place, and returns once a start names it there.</summary>
    /// <param name="go">
    /// Lets the work begin. Is called once, as soon as the start is known and by whatever thread learns of it; not at all
    /// where there is none.
    /// </param>
    /// <returns>Null where the iteration goes on without it.</returns>
    Task<StartNotice?> WaitAsync(BarrierPlace place, Action go, CancellationToken cancel);

    /// <summary>Once more sets the clocks side by side, where that is quick: the work has ended.</summary>
    Task<IReadOnlyList<ClockStamps>> CompareClocksAsync(CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<ClockStamps>>([]);
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
)
{
    /// <summary>
    /// Asks the decision log whether the start is as it was told; it is not asked before, as that would take the time
    /// that a message saves. Null where it came from there.
    /// </summary>
    public Func<CancellationToken, Task<bool>>? ConfirmAsync { get; init; }
}
