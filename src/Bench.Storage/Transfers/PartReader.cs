using Bench.Model.Digests;

namespace Bench.Storage.Transfers;

/// <summary>One part of a content that is uploaded.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Offset">Of its first byte.</param>
internal sealed record ContentPart(int Number, long Offset, byte[] Buffer, int Length, bool IsLast)
{
    public ReadOnlyMemory<byte> Content => Buffer.AsMemory(0, Length);
}

/// <summary>Cuts a stream into parts, and knows of each whether it is the last.</summary>
/// <param name="buffers">One byte longer than a part: the byte that tells whether another part follows.</param>
internal sealed class PartReader(Stream content, PartBuffers buffers, int partBytes)
{
    private readonly Crc32CHash _crc = new();
    private ReadOnlyMemory<byte> _unread;
    private int _number;

    /// <summary>Bytes handed out so far.</summary>
    public long Length { get; private set; }

    /// <summary>CRC-32C of the bytes handed out so far.</summary>
    public string Crc32C => _crc.Hex;

    public bool HasUnread => _unread.Length > 0;

    /// <summary>Bytes that come before what is still in the stream; at most a part's length.</summary>
    public void Unread(ReadOnlyMemory<byte> bytes) => _unread = bytes;

    public async Task<ContentPart> NextAsync(CancellationToken cancel)
    {
        var buffer = buffers.Rent();
        try
        {
            _unread.CopyTo(buffer);
            var filled = _unread.Length;
            filled += await content.ReadAtLeastAsync(
                buffer.AsMemory(filled, partBytes + 1 - filled),
                partBytes + 1 - filled,
                throwOnEndOfStream: false,
                cancel
            );
            var isLast = filled <= partBytes;
            _unread = isLast ? default : new[] { buffer[partBytes] };
            var part = new ContentPart(
                ++_number,
                Length,
                buffer,
                Math.Min(filled, partBytes),
                isLast
            );
            _crc.Append(part.Content.Span);
            Length += part.Length;
            return part;
        }
        catch
        {
            buffers.Return(buffer);
            throw;
        }
    }
}
