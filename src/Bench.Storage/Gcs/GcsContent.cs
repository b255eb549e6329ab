namespace Bench.Storage.Gcs;

/// <summary>The bytes of a reply as they arrive; its errors are classed, and disposing it ends the request.</summary>
/// <param name="length">How many bytes must come.</param>
/// <param name="uri">The object, for messages.</param>
internal sealed class GcsContent(HttpResponseMessage reply, Stream content, long length, string uri)
    : Stream
{
    private long _left = length;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(
        Memory<byte> buffer,
        CancellationToken cancellationToken = default
    )
    {
        try
        {
            return Counted(buffer.Length, await content.ReadAsync(buffer, cancellationToken));
        }
        catch (Exception e) when (GcsErrors.IsTransportError(e, cancellationToken))
        {
            throw GcsErrors.OfException(e, uri);
        }
    }

    public override Task<int> ReadAsync(
        byte[] buffer,
        int offset,
        int count,
        CancellationToken cancellationToken
    ) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(Span<byte> buffer)
    {
        try
        {
            return Counted(buffer.Length, content.Read(buffer));
        }
        catch (Exception e) when (GcsErrors.IsTransportError(e, CancellationToken.None))
        {
            throw GcsErrors.OfException(e, uri);
        }
    }

    public override int Read(byte[] buffer, int offset, int count) =>
        Read(buffer.AsSpan(offset, count));

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            reply.Dispose();
        }
        base.Dispose(disposing);
    }

    private int Counted(int asked, int read)
    {
        _left -= read;
        return read == 0 && asked > 0 && _left > 0
            ? throw new IOException($"the reply ended {_left} bytes early")
            : read;
    }
}
