using System.Buffers;
using Bench.Storage.Buckets;

namespace Bench.Storage.Transfers;

/// <summary>
/// The content of one version of an object. Its last bytes are handed out only when all of it agrees with the checksum
/// of the server.
/// </summary>
internal sealed class VerifiedStream(IObjectSource source, ObjectRead read, string uri) : Stream
{
    private const int CopyBytes = 256 * 1024;

    private readonly ObjectChecksum _checksum = new(read);
    private readonly long _length = read.ObjectLength;
    private long _position;
    private string? _mismatch;
    private bool _ended;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => _length;

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
        var some = await NextAsync(buffer, cancellationToken);
        if (!some.Span.Overlaps(buffer.Span))
        {
            some.CopyTo(buffer);
        }
        return some.Length;
    }

    public override Task<int> ReadAsync(
        byte[] buffer,
        int offset,
        int count,
        CancellationToken cancellationToken
    ) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) =>
        ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override async Task CopyToAsync(
        Stream destination,
        int bufferSize,
        CancellationToken cancellationToken
    )
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Math.Max(bufferSize, CopyBytes));
        try
        {
            ReadOnlyMemory<byte> some;
            while (!(some = await NextAsync(buffer, cancellationToken)).IsEmpty)
            {
                await destination.WriteAsync(some, cancellationToken);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        await EndAsync();
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_ended)
        {
            EndAsync().AsTask().GetAwaiter().GetResult();
        }
        base.Dispose(disposing);
    }

    /// <summary>Checked bytes, in the buffer or in memory of the source; none at the end.</summary>
    private async ValueTask<ReadOnlyMemory<byte>> NextAsync(
        Memory<byte> buffer,
        CancellationToken cancel
    )
    {
        cancel.ThrowIfCancellationRequested();
        var some = ReadOnlyMemory<byte>.Empty;
        if (_position < _length && buffer.Length > 0)
        {
            some = await source.NextAsync(buffer, cancel);
            _checksum.Append(some.Span);
            _position += some.Length;
            _mismatch = _position == _length ? _checksum.Mismatch() : null;
        }
        return _mismatch is null ? some : throw TransferErrors.Corrupt(uri, _mismatch);
    }

    private async ValueTask EndAsync()
    {
        if (!_ended)
        {
            _ended = true;
            await source.DisposeAsync();
            _checksum.Dispose();
        }
    }
}
