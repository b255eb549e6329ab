using System.IO.Compression;
using Grpc.Net.Compression;

namespace Bench.Rpc.Compression;

/// <summary>gzip that gives up on what grows too large. The library's own decompresses without a limit.</summary>
internal sealed class BoundedGzip(int largest) : ICompressionProvider
{
    public const string Name = "gzip";
    private readonly GzipCompressionProvider _gzip = new(CompressionLevel.Fastest);

    public string EncodingName => Name;

    public Stream CreateCompressionStream(Stream stream, CompressionLevel? compressionLevel) =>
        _gzip.CreateCompressionStream(stream, compressionLevel);

    public Stream CreateDecompressionStream(Stream stream) =>
        new BoundedStream(_gzip.CreateDecompressionStream(stream), largest);
}
