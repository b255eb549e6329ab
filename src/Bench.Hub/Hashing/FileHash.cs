using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace Bench.Hub.Hashing;

/// <summary>Hashes files piece by piece: memory does not grow with them.</summary>
internal static class FileHash
{
    /// <summary>From this length on several processors may share the work, in bytes.</summary>
    private const long LargeBytes = 16 << 20;

    private const int PieceBytes = 256 * 1024;
    private const int LargePieceBytes = 4 << 20;

    /// <param name="path">The file.</param>
    /// <param name="join">Whether other processors may help with a large one.</param>
    public static ContentHash Of(string path, bool join)
    {
        using var file = File.OpenHandle(path, options: FileOptions.SequentialScan);
        return Of(file, join);
    }

    /// <summary>A file of which all bytes are kept as they were hashed; null when it is longer or shorter by now.</summary>
    public static (ContentHash Hash, byte[] Content)? OfWhole(string path, int length)
    {
        using var file = File.OpenHandle(path);
        var content = GC.AllocateUninitializedArray<byte>(length);
        return RandomAccess.GetLength(file) == length && Fill(file, content, 0) == length
            ? (ContentHash.Of(content), content)
            : null;
    }

    public static ContentHash Of(SafeFileHandle file, bool join)
    {
        var length = RandomAccess.GetLength(file);
        var isLarge = join && length >= LargeBytes;
        var buffer = ArrayPool<byte>.Shared.Rent(isLarge ? LargePieceBytes : PieceBytes);
        try
        {
            var some = Fill(file, buffer, 0);
            if (some < buffer.Length)
            {
                return ContentHash.Of(buffer.AsSpan(0, some));
            }
            var hasher = new TreeHasher();
            for (long offset = 0; some > 0; some = Fill(file, buffer, offset))
            {
                var piece = buffer.AsSpan(0, some);
                if (isLarge)
                {
                    hasher.UpdateJoined(piece);
                }
                else
                {
                    hasher.Update(piece);
                }
                offset += some;
            }
            return hasher.Finish();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Reads until the buffer is full or the file ends.</summary>
    private static int Fill(SafeFileHandle file, Span<byte> buffer, long offset)
    {
        var filled = 0;
        int some;
        while (
            filled < buffer.Length
            && (some = RandomAccess.Read(file, buffer[filled..], offset + filled)) > 0
        )
        {
            filled += some;
        }
        return filled;
    }
}
