namespace Bench.Testing.Gcs.Faults;

/// <summary>The body of a request that breaks off.</summary>
internal sealed class CutStream(Stream body, long after) : Stream
{
    private long _left = after;

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
        if (_left == 0)
        {
            throw new ConnectionCutException();
        }
        var most = (int)Math.Min(buffer.Length, _left);
        var read = await body.ReadAsync(buffer[..most], cancellationToken);
        _left -= read;
        return read;
    }

    public override Task<int> ReadAsync(
        byte[] buffer,
        int offset,
        int count,
        CancellationToken cancellationToken
    ) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException();

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException();
}

/// <summary>A planned break of the connection.</summary>
internal sealed class ConnectionCutException() : Exception("the connection is cut");
