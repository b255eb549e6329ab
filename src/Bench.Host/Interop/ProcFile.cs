using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;

namespace Bench.Host.Interop;

/// <summary>The whole text of a small kernel file in a pooled buffer.</summary>
internal sealed unsafe class ProcFile : IDisposable
{
    private const int FirstBufferBytes = 8192;
    private byte[]? _buffer;
    private readonly int _length;

    private ProcFile(byte[] buffer, int length)
    {
        _buffer = buffer;
        _length = length;
    }

    /// <summary>What was read.</summary>
    public ReadOnlySpan<byte> Bytes => _buffer.AsSpan(0, _length);

    /// <summary>The file, or null when it is gone or may not be read.</summary>
    public static ProcFile? TryRead(string path) => Read(path, out _);

    /// <summary>The file.</summary>
    /// <exception cref="HostCallException">It cannot be read.</exception>
    public static ProcFile Read(string path) =>
        Read(path, out var errno) ?? throw new HostCallException($"read {path}", errno);

    /// <summary>The file as text without white space around it.</summary>
    /// <exception cref="HostCallException">It cannot be read.</exception>
    public static string ReadText(string path)
    {
        using var file = Read(path);
        return Encoding.UTF8.GetString(file.Bytes).Trim();
    }

    public void Dispose()
    {
        if (_buffer is null)
            return;
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = null;
    }

    private static ProcFile? Read(string path, out int errno)
    {
        var descriptor = NativeFiles.Open(
            path,
            NativeFiles.ReadOnly | NativeFiles.CloseOnExec,
            mode: 0
        );
        if (descriptor < 0)
        {
            errno = Marshal.GetLastPInvokeError();
            return null;
        }

        try
        {
            return ReadAll(descriptor, out errno);
        }
        finally
        {
            _ = NativeFiles.Close(descriptor);
        }
    }

    private static ProcFile? ReadAll(int descriptor, out int errno)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(FirstBufferBytes);
        var length = 0;
        while (true)
        {
            if (length == buffer.Length)
                buffer = Grow(buffer, length);
            nint got;
            fixed (byte* start = buffer)
                got = NativeFiles.Read(descriptor, start + length, (nuint)(buffer.Length - length));
            if (got > 0)
            {
                length += (int)got;
                continue;
            }

            errno = got < 0 ? Marshal.GetLastPInvokeError() : 0;
            if (got == 0)
                return new ProcFile(buffer, length);
            if (errno == Errno.Interrupted)
                continue;
            ArrayPool<byte>.Shared.Return(buffer);
            return null;
        }
    }

    private static byte[] Grow(byte[] buffer, int length)
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }
}
