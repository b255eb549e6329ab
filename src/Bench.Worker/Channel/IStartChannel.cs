using Bench.Model.Progress;
using Bench.Model.Results;
using Bench.Rpc.V1;

namespace Bench.Worker.Channel;

/// <summary>What of the live channel a start barrier needs. All of it may be lost at any moment.</summary>
public interface IStartChannel
{
    bool IsOpen { get; }

    /// <summary>Waits, for a while, until it is clear whether there is a channel at all.</summary>
    Task SettledAsync(CancellationToken cancel);

    /// <summary>Waits until the channel closes, or for a time; at once where it is closed.</summary>
    Task ClosedAsync(TimeSpan atMost, CancellationToken cancel);

    /// <summary>The worker waits at a place; told again on each new connection until it is withdrawn.</summary>
    /// <param name="progress">Sequence of its last progress from before.</param>
    void Ready(BarrierPlace place, long progress);

    /// <summary>It waits no more.</summary>
    void Withdraw();

    /// <summary>Hears each go from now on, on the thread that reads it; until disposed of.</summary>
    IDisposable Hear(Action<BarrierGo> go);

    /// <summary>It is not to be believed: closed for good, as far as starts go.</summary>
    void GiveUp();

    /// <summary>Asks for the coordinator's clock a few times, in bounded time; nothing without a channel.</summary>
    Task<IReadOnlyList<ClockStamps>> CompareClocksAsync(CancellationToken cancel);
}
