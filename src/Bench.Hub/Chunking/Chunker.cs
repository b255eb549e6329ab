using System.Buffers;
using System.Numerics;
using Bench.Hub.Hashing;
using Microsoft.Win32.SafeHandles;

namespace Bench.Hub.Chunking;

/// <summary>A piece of a file between two cuts.</summary>
internal readonly record struct FileChunk(ContentHash Hash, long Offset, int Length);

/// <summary>
/// Cuts files where their content says so (FastCDC: a gear hash over the last 64 bytes, with normalised lengths), so
/// that bytes that are put in or taken out change only the chunks around them.
/// </summary>
internal static class Chunker
{
    /// <summary>Bits by which cuts are rarer below the average length and more frequent above it.</summary>
    private const int Normalisation = 2;

    private static readonly ulong[] Gear = MakeGear();

    /// <param name="length">Of the file, in bytes; one that has become shorter ends sooner.</param>
    /// <param name="average">Bytes of a chunk; a power of two. The shortest is a quarter, the longest four times of it.</param>
    public static IEnumerable<FileChunk> Cut(SafeFileHandle file, long length, int average)
    {
        var longest = average * 4;
        var buffer = ArrayPool<byte>.Shared.Rent(longest);
        try
        {
            var filled = 0;
            for (long offset = 0; offset < length; )
            {
                while (filled < Math.Min(longest, length - offset))
                {
                    var some = RandomAccess.Read(
                        file,
                        buffer.AsSpan(filled, longest - filled),
                        offset + filled
                    );
                    if (some == 0)
                    {
                        yield break;
                    }
                    filled += some;
                }
                var window = (int)Math.Min(filled, length - offset);
                var cut = NextCut(buffer.AsSpan(0, window), average);
                yield return new FileChunk(ContentHash.Of(buffer.AsSpan(0, cut)), offset, cut);
                offset += cut;
                filled -= cut;
                buffer.AsSpan(cut, filled).CopyTo(buffer);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Length of the chunk that the content begins with.</summary>
    public static int NextCut(ReadOnlySpan<byte> content, int average)
    {
        var shortest = average / 4;
        if (content.Length <= shortest)
        {
            return content.Length;
        }
        var bits = BitOperations.Log2((uint)average);
        var hash = 0UL;
        var position = shortest;
        var middle = Math.Min(average, content.Length);
        var rare = Mask(bits + Normalisation);
        for (; position < middle; position++)
        {
            hash = (hash << 1) + Gear[content[position]];
            if ((hash & rare) == 0)
            {
                return position + 1;
            }
        }
        var frequent = Mask(bits - Normalisation);
        for (; position < content.Length; position++)
        {
            hash = (hash << 1) + Gear[content[position]];
            if ((hash & frequent) == 0)
            {
                return position + 1;
            }
        }
        return content.Length;
    }

    /// <summary>The upper bits: the lower ones hang on few bytes only.</summary>
    private static ulong Mask(int bits) => ((1UL << bits) - 1) << (64 - bits);

    /// <summary>Fixed for ever: other numbers would cut elsewhere (splitmix64).</summary>
    private static ulong[] MakeGear()
    {
        var gear = new ulong[256];
        var state = 0x62656e63682d6875UL;
        for (var i = 0; i < gear.Length; i++)
        {
            state += 0x9e3779b97f4a7c15UL;
            var z = state;
            z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9UL;
            z = (z ^ (z >> 27)) * 0x94d049bb133111ebUL;
            gear[i] = z ^ (z >> 31);
        }
        return gear;
    }
}
