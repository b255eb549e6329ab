using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Pipelines;
using Bench.Rpc.Statuses;

namespace Bench.Rpc.Framing;

/// <summary>The one message encoding beside identity.</summary>
internal static class Gzip
{
    public const string Name = "gzip";

    private const int ChunkBytes = 16 * 1024;

    /// <summary>Stops as soon as the result is larger than allowed, however small the input.</summary>
    /// <exception cref="RpcException">RESOURCE_EXHAUSTED or INTERNAL.</exception>
    public static ReadOnlySequence<byte> Decompress(ReadOnlySequence<byte> payload, int largest)
    {
        var output = new ArrayBufferWriter<byte>();
        using var gzip = new GZipStream(
            PipeReader.Create(payload).AsStream(),
            CompressionMode.Decompress
        );
        try
        {
            int read;
            while ((read = gzip.Read(output.GetSpan(ChunkBytes))) > 0)
            {
                output.Advance(read);
                if (output.WrittenCount > largest)
                {
                    throw new RpcException(
                        RpcStatusCode.ResourceExhausted,
                        $"a message is larger than the limit of {largest} bytes when decompressed"
                    );
                }
            }
        }
        catch (InvalidDataException)
        {
            throw NotValid();
        }
        // The stream takes a missing end for an end; the length that gzip keeps there tells.
        return SizeAtEnd(payload) == output.WrittenCount
            ? new(output.WrittenMemory)
            : throw NotValid();
    }

    public static ReadOnlyMemory<byte> Compress(ReadOnlySpan<byte> message)
    {
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(message);
        }
        return output.GetBuffer().AsMemory(0, (int)output.Length);
    }

    private static long SizeAtEnd(ReadOnlySequence<byte> payload)
    {
        Span<byte> size = stackalloc byte[sizeof(uint)];
        if (payload.Length < size.Length)
        {
            return -1;
        }
        payload.Slice(payload.Length - size.Length).CopyTo(size);
        return BinaryPrimitives.ReadUInt32LittleEndian(size);
    }

    private static RpcException NotValid() =>
        new(RpcStatusCode.Internal, "a message is not valid gzip");
}
