using Bench.Rpc.V1;

namespace Bench.Coordinator.LiveChannel.Workers;

/// <summary>Is told what workers say at a start barrier, by the connections' own tasks: it must not wait.</summary>
public interface IBarrierMessages
{
    void Ready(string vm, BarrierReady ready);

    void Started(string vm, BarrierStarted started);

    /// <param name="receivedAt">Timestamp of the coordinator's clock when the answer was read.</param>
    void Answered(string vm, Pong pong, long receivedAt);
}
