using System.Threading.Channels;
using Bench.Rpc.V1;

namespace Bench.Worker.Channel;

/// <summary>
/// What waits to be sent: the last progress, and a bounded number of other messages, the oldest of which go first when
/// there is no room. Adding never waits.
/// </summary>
internal sealed class Outbox
{
    private const int Most = 256;
    private readonly Channel<WorkerMessage> _waiting =
        System.Threading.Channels.Channel.CreateBounded<WorkerMessage>(
            new BoundedChannelOptions(Most)
            {
                FullMode = BoundedChannelFullMode.DropOldest,
                SingleReader = true,
            }
        );

    public void Add(WorkerMessage message) => _waiting.Writer.TryWrite(message);

    public ValueTask<WorkerMessage> TakeAsync(CancellationToken cancel) =>
        _waiting.Reader.ReadAsync(cancel);

    public bool HasSome => _waiting.Reader.Count > 0;
}
