using Bench.Hub.Hashing;
using Bench.Hub.Hydration;
using Microsoft.Win32.SafeHandles;

namespace Bench.Hub.Transfers;

/// <summary>
/// A piece of a file as it is stored: its last bytes are handed out only when all of them have the hash by which they
/// will be named. What was changed meanwhile never becomes an object.
/// </summary>
/// <param name="offset">Of the piece's first byte in the file.</param>
internal sealed class CheckedFileStream(
    SafeFileHandle file,
    long offset,
    long length,
    ContentHash expected,
    Bandwidth bandwidth,
    Func<HydrationException> changed
) : Stream
{
    private const int PieceBytes = 1 << 20;

    private readonly TreeHasher _hasher = new();
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(
        Memory<byte> buffer,
        CancellationToken cancellationToken = default
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        var wanted = (int)Math.Min(Math.Min(buffer.Length, PieceBytes), length - _position);
        if (wanted == 0)
        {
            return 0;
        }
        await bandwidth.TakeAsync(wanted, cancellationToken);
        return Next(buffer.Span[..wanted]);
    }

    public override Task<int> ReadAsync(
        byte[] buffer,
        int offset,
        int count,
        CancellationToken cancellationToken
    ) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) =>
        ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException();

    private int Next(Span<byte> buffer)
    {
        var some = RandomAccess.Read(file, buffer, offset + _position);
        if (some == 0)
        {
            throw changed();
        }
        _hasher.Update(buffer[..some]);
        _position += some;
        if (_position == length && _hasher.Finish() != expected)
        {
            throw changed();
        }
        return some;
    }
}
