using System.Security.Cryptography;
using Bench.Model.Digests;

namespace Bench.Storage.Tests.Buckets;

/// <summary>An object's bytes: small ones in memory, large ones in a file without a name, so that tests can measure allocation.</summary>
public sealed class MemoryContent
{
    private const int LargeBytes = 1 << 20;
    private readonly byte[]? _small;
    private readonly FileStream? _large;
    private readonly Crc32CHash _crc = new();
    private readonly Lazy<string> _md5;

    private MemoryContent(byte[]? small, FileStream? large, IEnumerable<ReadOnlyMemory<byte>> parts)
    {
        (_small, _large) = (small, large);
        foreach (var part in parts)
        {
            _crc.Append(part.Span);
            large?.Write(part.Span);
            Length += part.Length;
        }
        large?.Flush();
        _md5 = new Lazy<string>(HashOfPieces);
    }

    public long Length { get; }

    public string Crc32C => _crc.Hex;

    public string Md5 => _md5.Value;

    public static MemoryContent Of(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length >= LargeBytes)
        {
            return new MemoryContent(null, NamelessFile(), [bytes]);
        }
        var copy = bytes.ToArray();
        return new MemoryContent(copy, null, [copy]);
    }

    public static MemoryContent Of(IEnumerable<MemoryContent> parts) =>
        new(null, NamelessFile(), parts.SelectMany(part => part.Pieces()));

    public byte[] Read(long offset, int length)
    {
        var bytes = new byte[length];
        Read(offset, bytes);
        return bytes;
    }

    public int Read(long offset, Span<byte> buffer) =>
        _small is null
            ? RandomAccess.Read(_large!.SafeFileHandle, buffer, offset)
            : Copied(_small.AsSpan((int)offset), buffer);

    private string HashOfPieces()
    {
#pragma warning disable CA5351 // What servers tell.
        using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
#pragma warning restore CA5351
        foreach (var piece in Pieces())
        {
            md5.AppendData(piece.Span);
        }
        return Convert.ToHexStringLower(md5.GetHashAndReset());
    }

    private IEnumerable<ReadOnlyMemory<byte>> Pieces()
    {
        var buffer = new byte[64 * 1024];
        for (long offset = 0; offset < Length; )
        {
            var some = Read(offset, buffer);
            offset += some;
            yield return buffer.AsMemory(0, some);
        }
    }

    private static int Copied(ReadOnlySpan<byte> from, Span<byte> to)
    {
        var some = Math.Min(from.Length, to.Length);
        from[..some].CopyTo(to);
        return some;
    }

    private static FileStream NamelessFile() =>
        new(
            Path.Combine(Path.GetTempPath(), $"bench-bucket-{Guid.NewGuid():N}"),
            FileMode.CreateNew,
            FileAccess.ReadWrite,
            FileShare.None,
            0,
            FileOptions.DeleteOnClose
        );
}

/// <summary>A part of a content as a stream.</summary>
public sealed class ContentStream(MemoryContent content, long offset, long end) : Stream
{
    private long _at = offset;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        var wanted = (int)Math.Min(buffer.Length, end - _at);
        var some = wanted > 0 ? content.Read(_at, buffer[..wanted]) : 0;
        _at += some;
        return some;
    }

    public override int Read(byte[] buffer, int offset, int count) =>
        Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(
        Memory<byte> buffer,
        CancellationToken cancellationToken = default
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Read(buffer.Span));
    }

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException();
}
