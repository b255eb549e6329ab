using System.Buffers;
using System.Buffers.Binary;
using Bench.Rpc.Statuses;

namespace Bench.Rpc.Framing;

/// <summary>Messages in a stream of bytes: a flag byte, four bytes of length with the highest first, the payload.</summary>
public static class MessageFrames
{
    public const int PrefixLength = 5;

    /// <summary>
    /// Takes the next message off the buffer; nothing is taken while it is not there whole. A wrong flag and a length
    /// beyond the limit are found as soon as the prefix is there, before anything is kept for the payload.
    /// </summary>
    /// <param name="largest">Bytes that a payload may have on the wire.</param>
    /// <exception cref="RpcException">INTERNAL or RESOURCE_EXHAUSTED; the rest of the stream has no meaning then.</exception>
    public static bool TryTake(
        ref ReadOnlySequence<byte> buffer,
        int largest,
        out MessageFrame frame
    )
    {
        frame = default;
        if (buffer.Length < PrefixLength)
        {
            return false;
        }
        Span<byte> prefix = stackalloc byte[PrefixLength];
        buffer.Slice(0, PrefixLength).CopyTo(prefix);
        var flag = prefix[0];
        if (flag > 1)
        {
            throw new RpcException(
                RpcStatusCode.Internal,
                $"a message begins with the byte {flag}; only 0 (plain) and 1 (compressed) are known"
            );
        }
        var length = BinaryPrimitives.ReadUInt32BigEndian(prefix[1..]);
        if (length > largest)
        {
            throw TooLarge(length, largest);
        }
        if (buffer.Length < PrefixLength + length)
        {
            return false;
        }
        frame = new(flag is 1, buffer.Slice(PrefixLength, length));
        buffer = buffer.Slice(PrefixLength + length);
        return true;
    }

    public static void WritePrefix(IBufferWriter<byte> output, bool isCompressed, int length)
    {
        var prefix = output.GetSpan(PrefixLength);
        prefix[0] = isCompressed ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteUInt32BigEndian(prefix[1..], (uint)length);
        output.Advance(PrefixLength);
    }

    internal static RpcException TooLarge(long length, int largest) =>
        new(
            RpcStatusCode.ResourceExhausted,
            $"a message of {length} bytes is larger than the limit of {largest} bytes"
        );
}
