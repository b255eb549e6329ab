using System.Threading.Channels;
using Bench.Rpc.V1;
using Grpc.Core;

namespace Bench.Coordinator.LiveChannel.Workers;

/// <summary>
/// One worker's connection. Commands wait in a bounded queue: sending never waits, and a worker that does not read loses
/// its connection, as it will look at the bucket by itself and connect again.
/// </summary>
public sealed class WorkerConnection
{
    private const int MostWaiting = 64;
    private readonly Channel<WorkerCommand> _waiting = Channel.CreateBounded<WorkerCommand>(
        MostWaiting
    );
    private long _sequence;

    internal WorkerConnection(string vm, int epoch) => (Vm, Epoch) = (vm, epoch);

    public string Vm { get; }

    /// <summary>Of its claim; 0 for a worker that offers itself.</summary>
    public int Epoch { get; }

    /// <summary>False when the connection is over, or is given up now.</summary>
    public bool Send(WorkerCommand command)
    {
        var own = command.Clone();
        own.Sequence = Interlocked.Increment(ref _sequence);
        if (_waiting.Writer.TryWrite(own))
        {
            return true;
        }
        Close();
        return false;
    }

    /// <summary>What waits is sent, then the connection ends.</summary>
    internal void Close() => _waiting.Writer.TryComplete();

    internal async Task WriteAsync(
        IServerStreamWriter<WorkerCommand> responses,
        CancellationToken cancel
    )
    {
        await foreach (var command in _waiting.Reader.ReadAllAsync(cancel))
        {
            await responses.WriteAsync(command, cancel);
        }
    }
}
