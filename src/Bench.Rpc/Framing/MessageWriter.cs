using System.Buffers;
using Bench.Rpc.Statuses;
using Google.Protobuf;

namespace Bench.Rpc.Framing;

/// <summary>Writes messages with their prefix.</summary>
internal static class MessageWriter
{
    // Below this the headers of gzip and the time cost more than the bytes are worth.
    private const int SmallestCompressed = 512;

    /// <param name="compress">Whether the stream's headers name gzip.</param>
    /// <exception cref="RpcException">RESOURCE_EXHAUSTED: the message is larger than allowed.</exception>
    public static void Write(
        IBufferWriter<byte> output,
        IMessage message,
        bool compress,
        int largest
    )
    {
        var size = CheckedSize(message, largest);
        if (compress && size >= SmallestCompressed)
        {
            var compressed = Gzip.Compress(message.ToByteArray());
            MessageFrames.WritePrefix(output, isCompressed: true, compressed.Length);
            output.Write(compressed.Span);
            return;
        }
        MessageFrames.WritePrefix(output, isCompressed: false, size);
        message.WriteTo(output);
    }

    /// <returns>Bytes of the message without its prefix.</returns>
    /// <exception cref="RpcException">RESOURCE_EXHAUSTED: the message is larger than allowed.</exception>
    public static int CheckedSize(IMessage message, int largest)
    {
        var size = message.CalculateSize();
        return size <= largest ? size : throw MessageFrames.TooLarge(size, largest);
    }
}
