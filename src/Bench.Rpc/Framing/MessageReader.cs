using System.Buffers;
using System.IO.Pipelines;
using Bench.Rpc.Statuses;
using Google.Protobuf;

namespace Bench.Rpc.Framing;

/// <summary>Reads one message after the other from a stream; what it holds is bounded by the largest message.</summary>
/// <param name="isGzip">Whether the stream's headers name gzip: a compressed message is an error without.</param>
/// <param name="largest">Bytes of a message, on the wire and decompressed.</param>
internal sealed class MessageReader<T>(
    PipeReader input,
    MessageParser<T> parser,
    bool isGzip,
    int largest
)
    where T : class, IMessage<T>
{
    /// <returns>Null at the end of the stream.</returns>
    /// <exception cref="RpcException">The bytes are not messages of this type within the limit.</exception>
    public async ValueTask<T?> ReadAsync(CancellationToken cancel)
    {
        while (true)
        {
            var result = await input.ReadAsync(cancel);
            var buffer = result.Buffer;
            var message = Take(ref buffer);
            if (message is not null)
            {
                input.AdvanceTo(buffer.Start);
                return message;
            }
            if (result.IsCompleted)
            {
                return buffer.IsEmpty
                    ? null
                    : throw new RpcException(
                        RpcStatusCode.Internal,
                        "the stream ends within a message"
                    );
            }
            input.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    private T? Take(ref ReadOnlySequence<byte> buffer) =>
        MessageFrames.TryTake(ref buffer, largest, out var frame) ? Parse(frame) : null;

    private T Parse(MessageFrame frame)
    {
        if (frame.IsCompressed && !isGzip)
        {
            throw new RpcException(
                RpcStatusCode.Internal,
                $"a message is compressed, but {MessageEncoding.HeaderName} names no encoding"
            );
        }
        var payload = frame.IsCompressed ? Gzip.Decompress(frame.Payload, largest) : frame.Payload;
        try
        {
            return parser.ParseFrom(payload);
        }
        catch (InvalidProtocolBufferException)
        {
            throw new RpcException(
                RpcStatusCode.Internal,
                $"a message is not a valid {typeof(T).Name}"
            );
        }
    }
}
