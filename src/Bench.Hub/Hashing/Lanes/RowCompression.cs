using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Bench.Hub.Hashing.Lanes;

/// <summary>The compression of BLAKE3 for one chunk or parent: the four rows of its state are vectors.</summary>
internal static unsafe class RowCompression
{
    /// <summary>A chunk.</summary>
    /// <param name="input">Its bytes, 0 to 1024.</param>
    /// <param name="length">How many.</param>
    /// <param name="counter">How many chunks are before it.</param>
    /// <param name="root">The flag for the root if it is all there is, else 0.</param>
    /// <param name="output">Takes the chaining value.</param>
    [SkipLocalsInit]
    public static void Chunk(byte* input, int length, ulong counter, uint root, byte* output)
    {
        var chaining = stackalloc uint[8];
        Blake3Words.Initial.CopyTo(new Span<uint>(chaining, 8));
        var flags = Blake3Words.ChunkStart;
        for (; length > Blake3Words.BlockBytes; length -= Blake3Words.BlockBytes)
        {
            Block(chaining, input, counter, Blake3Words.BlockBytes, flags);
            input += Blake3Words.BlockBytes;
            flags = 0;
        }
        var last = stackalloc byte[Blake3Words.BlockBytes];
        if (length < Blake3Words.BlockBytes)
        {
            var padded = new Span<byte>(last, Blake3Words.BlockBytes);
            padded.Clear();
            new Span<byte>(input, length).CopyTo(padded);
            input = last;
        }
        Block(chaining, input, counter, (uint)length, flags | Blake3Words.ChunkEnd | root);
        Unsafe.CopyBlockUnaligned(output, chaining, Blake3Words.ChainingBytes);
    }

    /// <summary>A parent.</summary>
    /// <param name="chainings">Both values below it.</param>
    /// <param name="root">The flag for the root if it is that, else 0.</param>
    /// <param name="output">Takes the chaining value. It may overlap the input.</param>
    [SkipLocalsInit]
    public static void Parent(byte* chainings, uint root, byte* output)
    {
        var chaining = stackalloc uint[8];
        Blake3Words.Initial.CopyTo(new Span<uint>(chaining, 8));
        Block(chaining, chainings, 0, Blake3Words.BlockBytes, Blake3Words.Parent | root);
        Unsafe.CopyBlockUnaligned(output, chaining, Blake3Words.ChainingBytes);
    }

    // Jitted at once, as the kernels of many lanes are.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Block(uint* chaining, byte* block, ulong counter, uint length, uint flags)
    {
        var a = Vector128.Load(chaining);
        var b = Vector128.Load(chaining + 4);
        var c = Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(Blake3Words.Initial));
        var d = Vector128.Create((uint)counter, (uint)(counter >> 32), length, flags);
        ref var order = ref MemoryMarshal.GetReference(Blake3Words.Orders);
        for (var round = 0; round < Blake3Words.Rounds; round++)
        {
            Mix(
                ref a,
                ref b,
                ref c,
                ref d,
                Words(block, ref order, 0, 2, 4, 6),
                Words(block, ref order, 1, 3, 5, 7)
            );
            // Diagonals become columns. The second row stays where it is, for it is ready last: the others turn around it.
            a = Vector128.Shuffle(a, Vector128.Create(3u, 0, 1, 2));
            c = Vector128.Shuffle(c, Vector128.Create(1u, 2, 3, 0));
            d = Vector128.Shuffle(d, Vector128.Create(2u, 3, 0, 1));
            Mix(
                ref a,
                ref b,
                ref c,
                ref d,
                Words(block, ref order, 14, 8, 10, 12),
                Words(block, ref order, 15, 9, 11, 13)
            );
            a = Vector128.Shuffle(a, Vector128.Create(1u, 2, 3, 0));
            c = Vector128.Shuffle(c, Vector128.Create(3u, 0, 1, 2));
            d = Vector128.Shuffle(d, Vector128.Create(2u, 3, 0, 1));
            order = ref Unsafe.Add(ref order, 16);
        }
        (a ^ c).Store(chaining);
        (b ^ d).Store(chaining + 4);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> Words(
        byte* block,
        ref byte order,
        int first,
        int second,
        int third,
        int fourth
    ) =>
        Vector128.Create(
            ((uint*)block)[Unsafe.Add(ref order, first)],
            ((uint*)block)[Unsafe.Add(ref order, second)],
            ((uint*)block)[Unsafe.Add(ref order, third)],
            ((uint*)block)[Unsafe.Add(ref order, fourth)]
        );

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Mix(
        ref Vector128<uint> a,
        ref Vector128<uint> b,
        ref Vector128<uint> c,
        ref Vector128<uint> d,
        Vector128<uint> x,
        Vector128<uint> y
    )
    {
        a = Lanes4.Add(a, x, b);
        d = Lanes4.XorRotate16(d, a);
        c += d;
        b = Lanes4.XorRotate12(b, c);
        a = Lanes4.Add(a, y, b);
        d = Lanes4.XorRotate8(d, a);
        c += d;
        b = Lanes4.XorRotate7(b, c);
    }
}
