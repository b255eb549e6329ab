using System.Threading.Channels;
using Bench.Model.Progress;
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

    /// <summary>
    /// So often a worker at rest is news. Its word comes while it writes its progress: once it says so again, what it
    /// wrote the time before is in the bucket.
    /// </summary>
    private const int MostRests = 2;
    private int _rests;

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

    /// <summary>Whether its worker has come to rest just now, which it goes on to say with every sign of life.</summary>
    internal bool HasComeToRest(WorkerProgress progress)
    {
        if (progress.State is not (WorkerState.Ended or WorkerState.Idle))
        {
            _rests = 0;
            return false;
        }
        return _rests < MostRests && ++_rests > 0;
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
