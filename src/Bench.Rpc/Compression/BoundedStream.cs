using Grpc.Core;

namespace Bench.Rpc.Compression;

/// <summary>Reads another stream up to a limit.</summary>
internal sealed class BoundedStream(Stream inner, int largest) : Stream
{
    private long _read;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _read;
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) =>
        Read(buffer.AsSpan(offset, count));

    /// <exception cref="RpcException">RESOURCE_EXHAUSTED: there is more than allowed.</exception>
    public override int Read(Span<byte> buffer)
    {
        var count = inner.Read(buffer);
        _read += count;
        return _read <= largest
            ? count
            : throw new RpcException(
                new Status(
                    StatusCode.ResourceExhausted,
                    $"the message is larger than the limit of {largest} bytes"
                )
            );
    }

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }
        base.Dispose(disposing);
    }
}
