namespace Bench.Hub.Hashing.Lanes;

/// <summary>The constants of BLAKE3: lengths in bytes, flags, where a state begins, and the order of words.</summary>
internal static class Blake3Words
{
    public const int BlockBytes = 64;
    public const int ChunkBytes = 1024;
    public const int ChunkBlocks = ChunkBytes / BlockBytes;

    /// <summary>Of a chaining value: what stands for a chunk or a subtree.</summary>
    public const int ChainingBytes = 32;

    public const int Rounds = 7;

    public const uint ChunkStart = 1;
    public const uint ChunkEnd = 2;
    public const uint Parent = 4;
    public const uint Root = 8;

    /// <summary>The 8 words from which every chunk and parent starts.</summary>
    public static ReadOnlySpan<uint> Initial =>
        [
            0x6A09E667,
            0xBB67AE85,
            0x3C6EF372,
            0xA54FF53A,
            0x510E527F,
            0x9B05688C,
            0x1F83D9AB,
            0x5BE0CD19,
        ];

    /// <summary>Which words of a block are mixed in, 16 a round: each round permutes those of the one before.</summary>
    // csharpier-ignore
    public static ReadOnlySpan<byte> Orders =>
        [
            0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
            2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8,
            3, 4, 10, 12, 13, 2, 7, 14, 6, 5, 9, 0, 11, 15, 8, 1,
            10, 7, 12, 9, 14, 3, 13, 15, 4, 0, 11, 2, 5, 8, 1, 6,
            12, 13, 9, 11, 15, 10, 14, 8, 7, 2, 5, 3, 0, 1, 6, 4,
            9, 14, 11, 5, 8, 12, 15, 1, 13, 3, 0, 10, 2, 6, 4, 7,
            11, 15, 5, 0, 1, 9, 8, 6, 14, 10, 2, 12, 3, 4, 7, 13,
        ];
}
