using Bench.Hub.Hashing;
using Microsoft.Win32.SafeHandles;

namespace Bench.Hub.Transfers;

/// <summary>Writes what comes into a file and hashes it on its way, in pieces that stay in the processor's cache.</summary>
/// <param name="offset">Of the first byte in the file.</param>
/// <param name="most">More bytes than this are not taken.</param>
/// <param name="moved">Is told how many came.</param>
internal sealed class HashedFileWriter(
    SafeFileHandle file,
    long offset,
    long most,
    Bandwidth bandwidth,
    Action<int> moved
) : Stream
{
    private const int PieceBytes = 256 * 1024;

    private readonly TreeHasher _hasher = new();
    private long _written;

    /// <summary>Bytes so far, as many as came: more than <c>most</c> if there were.</summary>
    public long Came { get; private set; }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Of what was written, once and at the end.</summary>
    public ContentHash Hash() => _hasher.Finish();

    public override async ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer,
        CancellationToken cancellationToken = default
    )
    {
        await bandwidth.TakeAsync(buffer.Length, cancellationToken);
        Write(buffer.Span);
    }

    public override Task WriteAsync(
        byte[] buffer,
        int offset,
        int count,
        CancellationToken cancellationToken
    ) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) =>
        Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Came += buffer.Length;
        moved(buffer.Length);
        buffer = buffer[..(int)Math.Min(buffer.Length, most - _written)];
        while (!buffer.IsEmpty)
        {
            var piece = buffer[..Math.Min(buffer.Length, PieceBytes)];
            _hasher.Update(piece);
            RandomAccess.Write(file, piece, offset + _written);
            _written += piece.Length;
            buffer = buffer[piece.Length..];
        }
    }

    public override void Flush() { }

    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
