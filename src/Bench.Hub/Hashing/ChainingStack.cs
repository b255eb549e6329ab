using System.Numerics;
using System.Runtime.CompilerServices;
using Bench.Hub.Hashing.Lanes;

namespace Bench.Hub.Hashing;

/// <summary>
/// The tree of BLAKE3 as it grows: the chaining values of the subtrees to the left of what comes next. Two are joined only
/// when more follows, for what joins the last two is the root.
/// </summary>
internal unsafe struct ChainingStack
{
    /// <summary>Chunks that are compressed before parents are.</summary>
    public const int BatchChunks = 256;

    public const int BatchBytes = BatchChunks * Blake3Words.ChunkBytes;

    /// <summary>One for each bit of a number of chunks, and one that is not joined yet.</summary>
    private const int Depth = 56;

    private const int BatchLevels = 8;

    private Values _values;
    private int _count;

    /// <summary>So far.</summary>
    public ulong Chunks { get; private set; }

    /// <summary>Makes it empty; there is no need to clear all of it before.</summary>
    public void Clear()
    {
        _count = 0;
        Chunks = 0;
    }

    /// <summary>Adds chunks. All are whole but the last one of the input.</summary>
    /// <param name="input">Together with what was added before they are more than one chunk.</param>
    /// <param name="lanes">At most.</param>
    [SkipLocalsInit]
    public void Add(ReadOnlySpan<byte> input, int lanes)
    {
        var chainings =
            stackalloc byte[(BatchChunks + Compression.Slack) * Blake3Words.ChainingBytes];
        fixed (byte* start = input)
        {
            for (nint done = 0; done < input.Length; )
            {
                // No further than to where a subtree of a whole batch ends.
                var room = BatchChunks - (int)(Chunks % BatchChunks);
                var bytes = Math.Min(input.Length - done, (nint)room * Blake3Words.ChunkBytes);
                var moreFollows = done + bytes < input.Length;
                Compression.Chunks(start + done, bytes, Chunks, moreFollows, chainings, lanes);
                var count = (int)((bytes + Blake3Words.ChunkBytes - 1) / Blake3Words.ChunkBytes);
                Add(chainings, count, 1, lanes);
                done += bytes;
            }
        }
    }

    /// <summary>Adds neighbouring subtrees of one size, of which there are no more than chunks in a batch.</summary>
    /// <param name="chainings">Their values, which are lost, and room for the slack of the kernels.</param>
    /// <param name="count">How many.</param>
    /// <param name="size">Chunks in each, a power of two of which there is a multiple so far.</param>
    /// <param name="lanes">At most.</param>
    [SkipLocalsInit]
    public void Add(byte* chainings, int count, ulong size, int lanes)
    {
        var right = stackalloc byte[BatchLevels * Blake3Words.ChainingBytes];
        var rightCount = 0;
        var rightSizes = stackalloc ulong[BatchLevels];
        while (count > 2)
        {
            if ((Chunks & size) != 0)
            {
                // Its left neighbour is in the stack.
                Push(chainings, size);
                chainings += Blake3Words.ChainingBytes;
                count--;
            }
            if (count % 2 == 1)
            {
                // Its right neighbour is to come.
                count--;
                Copy(
                    chainings + count * Blake3Words.ChainingBytes,
                    right + rightCount * Blake3Words.ChainingBytes
                );
                rightSizes[rightCount++] = size;
            }
            Compression.Parents(chainings, count / 2, lanes);
            count /= 2;
            size *= 2;
        }
        for (var i = 0; i < count; i++)
        {
            Push(chainings + i * Blake3Words.ChainingBytes, size);
        }
        while (rightCount-- > 0)
        {
            Push(right + rightCount * Blake3Words.ChainingBytes, rightSizes[rightCount]);
        }
    }

    /// <summary>The hash of all; the stack is of no use after it.</summary>
    public ContentHash Root()
    {
        ContentHash hash = default;
        fixed (Values* values = &_values)
        {
            while (_count > 2)
            {
                Join((byte*)values);
            }
            RowCompression.Parent((byte*)values, Blake3Words.Root, (byte*)&hash);
        }
        return hash;
    }

    private void Push(byte* chaining, ulong size)
    {
        fixed (Values* values = &_values)
        {
            // As many complete subtrees as bits that are set are left of this one.
            while (_count > BitOperations.PopCount(Chunks))
            {
                Join((byte*)values);
            }
            Copy(chaining, (byte*)values + _count * Blake3Words.ChainingBytes);
        }
        _count++;
        Chunks += size;
    }

    private void Join(byte* values)
    {
        _count--;
        var left = values + (_count - 1) * Blake3Words.ChainingBytes;
        RowCompression.Parent(left, root: 0, left);
    }

    private static void Copy(byte* from, byte* to) =>
        Unsafe.CopyBlockUnaligned(to, from, Blake3Words.ChainingBytes);

    [InlineArray(Depth * Blake3Words.ChainingBytes)]
    private struct Values
    {
        private byte _first;
    }
}
