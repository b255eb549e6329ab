using System.IO.Compression;
using Grpc.Core;
using Grpc.Net.Compression;

namespace Bench.Rpc.Compression;

/// <summary>gzip that gives up on what grows too large. The library's own decompresses without a limit.</summary>
internal sealed class BoundedGzip(int largest) : ICompressionProvider
{
    public const string Name = "gzip";
    private const int Step = 16 * 1024;
    private readonly GzipCompressionProvider _gzip = new(CompressionLevel.Fastest);

    public string EncodingName => Name;

    public Stream CreateCompressionStream(Stream stream, CompressionLevel? compressionLevel) =>
        _gzip.CreateCompressionStream(stream, compressionLevel);

    /// <exception cref="RpcException">RESOURCE_EXHAUSTED: there is more than allowed.</exception>
    public Stream CreateDecompressionStream(Stream stream)
    {
        using var zipped = _gzip.CreateDecompressionStream(stream);
        var message = new MemoryStream();
        var step = new byte[Step];
        int read;
        while ((read = zipped.Read(step)) > 0)
        {
            if (message.Length + read > largest)
            {
                throw new RpcException(
                    new Status(
                        StatusCode.ResourceExhausted,
                        $"the message is larger than the limit of {largest} bytes"
                    )
                );
            }
            message.Write(step, 0, read);
        }
        message.Position = 0;
        return message;
    }
}
