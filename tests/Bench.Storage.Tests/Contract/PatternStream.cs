namespace Bench.Storage.Tests.Contract;

/// <summary>A stream of bytes that are a function of seed and position, so that any size can be made and checked without memory.</summary>
public sealed class PatternStream(long length, int seed, long atByte = -1, Action? then = null)
    : Stream
{
    private long _position;
    private Action? _then = then;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    public static byte[] Of(int length, int seed)
    {
        var content = new byte[length];
        Fill(content, 0, seed);
        return content;
    }

    /// <summary>Whether the stream holds exactly the pattern of this length and seed.</summary>
    public static async Task<bool> MatchesAsync(Stream content, long length, int seed)
    {
        var (found, expected) = (new byte[64 * 1024], new byte[64 * 1024]);
        long position = 0;
        int read;
        while ((read = await content.ReadAsync(found)) > 0)
        {
            Fill(expected.AsSpan(0, read), position, seed);
            if (!found.AsSpan(0, read).SequenceEqual(expected.AsSpan(0, read)))
            {
                return false;
            }
            position += read;
        }
        return position == length;
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        if (_then is { } act && _position >= atByte)
        {
            _then = null;
            act();
        }
        var read = (int)Math.Min(count, length - _position);
        Fill(buffer.AsSpan(offset, read), _position, seed);
        _position += read;
        return read;
    }

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException();

    private static void Fill(Span<byte> target, long position, int seed)
    {
        for (var i = 0; i < target.Length; i++)
        {
            var at = position + i;
            target[i] = (byte)((at * 31) + (at >> 9) + (seed * 101));
        }
    }
}
