namespace Bench.Hub.Hashing.Lanes;

/// <summary>What one run of a kernel compresses: chunks, or parents that are each one block.</summary>
/// <param name="input">The first chunk, or the two chaining values below the first parent; the others follow it.</param>
/// <param name="count">How many, from 1; lanes beyond repeat the last one.</param>
/// <param name="blocks">Of each.</param>
/// <param name="counter">Of the first chunk. Parents do not count.</param>
internal readonly unsafe struct LaneWork(byte* input, int count, int blocks, ulong counter)
{
    public byte* Input { get; } = input;

    public int Count { get; } = count;

    public int Blocks { get; } = blocks;

    public ulong Counter { get; } = counter;

    /// <summary>A copy of the last chunk when it is not full, with zeros behind it until its block ends; else null.</summary>
    public byte* Tail { get; init; }

    /// <summary>Bytes that the tail has, from 1.</summary>
    public int TailBytes { get; init; }

    /// <summary>Whether another run will read what is behind the input.</summary>
    public bool MoreFollows { get; init; }

    public bool AreParents => Blocks == 1;

    public static LaneWork Chunks(byte* input, int count, ulong counter) =>
        new(input, count, Blake3Words.ChunkBlocks, counter);

    public static LaneWork Parents(byte* chainings, int count) => new(chainings, count, 1, 0);
}
