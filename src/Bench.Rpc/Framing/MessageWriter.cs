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
            WriteShorter(output, message.ToByteArray());
            return;
        }
        MessageFrames.WritePrefix(output, isCompressed: false, size);
        message.WriteTo(output);
    }

    /// <summary>What does not shrink goes as it is: it would only grow, perhaps beyond the peer's limit.</summary>
    private static void WriteShorter(IBufferWriter<byte> output, byte[] plain)
    {
        var compressed = Gzip.Compress(plain);
        var isShorter = compressed.Length < plain.Length;
        var bytes = isShorter ? compressed.Span : plain;
        MessageFrames.WritePrefix(output, isShorter, bytes.Length);
        output.Write(bytes);
    }

    /// <returns>Bytes of the message without its prefix.</returns>
    /// <exception cref="RpcException">RESOURCE_EXHAUSTED: the message is larger than allowed.</exception>
    public static int CheckedSize(IMessage message, int largest)
    {
        var size = message.CalculateSize();
        return size <= largest ? size : throw MessageFrames.TooLarge(size, largest);
    }
}
