using System.Buffers.Binary;
using System.Numerics;

namespace Bench.Hub.Tests.Hashing;

/// <summary>BLAKE3 as its paper defines it, word by word and slowly: what the kernels are held against.</summary>
internal static class PlainBlake3
{
    private const int ChunkBytes = 1024;
    private const int BlockBytes = 64;
    private const uint ChunkStart = 1;
    private const uint ChunkEnd = 2;
    private const uint Parent = 4;
    private const uint Root = 8;

    private static readonly uint[] Initial =
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

    private static readonly int[] Permutation =
    [
        2,
        6,
        3,
        10,
        7,
        0,
        4,
        13,
        1,
        11,
        12,
        5,
        9,
        14,
        15,
        8,
    ];

    /// <summary>In lower-case hexadecimal digits.</summary>
    public static string Hash(ReadOnlySpan<byte> input)
    {
        var bytes = new byte[32];
        var words = Subtree(input, 0, Root);
        for (var i = 0; i < 8; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4 * i), words[i]);
        }
        return Convert.ToHexStringLower(bytes);
    }

    private static uint[] Subtree(ReadOnlySpan<byte> input, ulong counter, uint root)
    {
        if (input.Length <= ChunkBytes)
        {
            return Chunk(input, counter, root);
        }
        // The left subtree is complete, and leaves something for the right one.
        var chunks = (int)
            BitOperations.RoundUpToPowerOf2((uint)(input.Length - 1) / ChunkBytes + 1);
        var left = chunks / 2;
        uint[] message =
        [
            .. Subtree(input[..(left * ChunkBytes)], counter, 0),
            .. Subtree(input[(left * ChunkBytes)..], counter + (uint)left, 0),
        ];
        return Compress(Initial, message, 0, BlockBytes, Parent | root);
    }

    private static uint[] Chunk(ReadOnlySpan<byte> input, ulong counter, uint root)
    {
        var chaining = Initial;
        var blocks = Math.Max(1, (input.Length + BlockBytes - 1) / BlockBytes);
        for (var i = 0; i < blocks; i++)
        {
            var block = input[(i * BlockBytes)..Math.Min(input.Length, (i + 1) * BlockBytes)];
            var padded = new byte[BlockBytes];
            block.CopyTo(padded);
            var message = new uint[16];
            for (var word = 0; word < 16; word++)
            {
                message[word] = BinaryPrimitives.ReadUInt32LittleEndian(padded.AsSpan(4 * word));
            }
            var flags = (i == 0 ? ChunkStart : 0) | (i == blocks - 1 ? ChunkEnd | root : 0);
            chaining = Compress(chaining, message, counter, (uint)block.Length, flags);
        }
        return chaining;
    }

    private static uint[] Compress(
        uint[] chaining,
        uint[] message,
        ulong counter,
        uint length,
        uint flags
    )
    {
        uint[] state =
        [
            .. chaining,
            .. Initial[..4],
            (uint)counter,
            (uint)(counter >> 32),
            length,
            flags,
        ];
        for (var round = 0; round < 7; round++)
        {
            for (var i = 0; i < 4; i++)
            {
                Mix(state, i, 4 + i, 8 + i, 12 + i, message[2 * i], message[2 * i + 1]);
            }
            for (var i = 0; i < 4; i++)
            {
                Mix(
                    state,
                    i,
                    4 + (i + 1) % 4,
                    8 + (i + 2) % 4,
                    12 + (i + 3) % 4,
                    message[8 + 2 * i],
                    message[9 + 2 * i]
                );
            }
            message = [.. Permutation.Select(from => message[from])];
        }
        return [.. Enumerable.Range(0, 8).Select(i => state[i] ^ state[i + 8])];
    }

    private static void Mix(uint[] state, int a, int b, int c, int d, uint x, uint y)
    {
        state[a] += state[b] + x;
        state[d] = BitOperations.RotateRight(state[d] ^ state[a], 16);
        state[c] += state[d];
        state[b] = BitOperations.RotateRight(state[b] ^ state[c], 12);
        state[a] += state[b] + y;
        state[d] = BitOperations.RotateRight(state[d] ^ state[a], 8);
        state[c] += state[d];
        state[b] = BitOperations.RotateRight(state[b] ^ state[c], 7);
    }
}
