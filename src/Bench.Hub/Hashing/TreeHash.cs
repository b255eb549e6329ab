using System.Runtime.CompilerServices;
using Bench.Hub.Hashing.Lanes;

namespace Bench.Hub.Hashing;

/// <summary>BLAKE3 of bytes that are all there, and of whole subtrees. Nothing is allocated.</summary>
internal static unsafe class TreeHash
{
    public static ContentHash Of(ReadOnlySpan<byte> content) =>
        Of(content, Compression.Lanes(content.Length));

    /// <param name="content">What to hash.</param>
    /// <param name="lanes">Chunks at once, at most: 1, or what the processor supports of 4, 8 and 16.</param>
    [SkipLocalsInit]
    public static ContentHash Of(ReadOnlySpan<byte> content, int lanes)
    {
        if (content.Length <= Blake3Words.ChunkBytes)
        {
            return OfChunk(content);
        }
        Unsafe.SkipInit(out ChainingStack stack);
        stack.Clear();
        stack.Add(content, lanes);
        return stack.Root();
    }

    /// <summary>Of what is no longer than a chunk.</summary>
    public static ContentHash OfChunk(ReadOnlySpan<byte> content)
    {
        ContentHash hash = default;
        fixed (byte* start = content)
        {
            RowCompression.Chunk(start, content.Length, 0, Blake3Words.Root, (byte*)&hash);
        }
        return hash;
    }

    /// <summary>The chaining value of a whole batch that is not all there is.</summary>
    /// <param name="batch">As many bytes as a batch has.</param>
    /// <param name="counter">How many chunks are before it.</param>
    /// <param name="lanes">At most.</param>
    /// <param name="chaining">Takes the value.</param>
    [SkipLocalsInit]
    public static void OfBatch(byte* batch, ulong counter, int lanes, byte* chaining)
    {
        const int count = ChainingStack.BatchChunks;
        var chainings = stackalloc byte[(count + Compression.Slack) * Blake3Words.ChainingBytes];
        Compression.Chunks(
            batch,
            ChainingStack.BatchBytes,
            counter,
            moreFollows: false,
            chainings,
            lanes
        );
        for (var parents = count / 2; parents > 0; parents /= 2)
        {
            Compression.Parents(chainings, parents, lanes);
        }
        Unsafe.CopyBlockUnaligned(chaining, chainings, Blake3Words.ChainingBytes);
    }
}
