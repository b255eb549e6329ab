namespace Bench.Storage.Tests.Resilience;

/// <summary>How a body fails.</summary>
public enum CutWay
{
    /// <summary>It ends as if it were whole.</summary>
    Ends,

    /// <summary>The connection breaks.</summary>
    Breaks,

    /// <summary>No byte comes any more.</summary>
    Stalls,
}

/// <summary>A body that gives so many bytes and then fails.</summary>
public sealed class CutStream(Stream intact, long bytes, CutWay way, FaultTime time) : Stream
{
    private long _left = bytes;

    public CutWay Way => way;

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
        if (_left > 0)
        {
            var wanted = (int)Math.Min(buffer.Length, _left);
            var some = await intact.ReadAsync(buffer[..wanted], cancellationToken);
            _left -= some;
            return some;
        }
        if (way == CutWay.Stalls)
        {
            await time.HangAsync(cancellationToken);
        }
        return way == CutWay.Ends ? 0 : throw new IOException("the connection was reset");
    }

    public override int Read(byte[] buffer, int offset, int count) =>
        ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            intact.Dispose();
        }
        base.Dispose(disposing);
    }
}
