using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Bench.Hub.Hashing.Lanes;

/// <summary>4 lanes: what every processor with vectors has.</summary>
internal readonly unsafe struct Lanes4 : ILanes<Vector128<uint>>
{
    public static bool IsSupported => Vector128.IsHardwareAccelerated;

    public static int Count => 4;

    /// <summary>Where the bytes of 4 words come from that are rotated to the right by 16 bits.</summary>
    public static Vector128<byte> ByTwoBytes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector128.Create((byte)2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13);
    }

    /// <summary>The same, by 8 bits.</summary>
    public static Vector128<byte> ByOneByte
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector128.Create((byte)1, 2, 3, 0, 5, 6, 7, 4, 9, 10, 11, 8, 13, 14, 15, 12);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> Broadcast(uint word) => Vector128.Create(word);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> Add(Vector128<uint> left, Vector128<uint> right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> Add(
        Vector128<uint> first,
        Vector128<uint> second,
        Vector128<uint> last
    ) => (first + second) + last;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> Xor(Vector128<uint> left, Vector128<uint> right) => left ^ right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> XorRotate16(Vector128<uint> left, Vector128<uint> right) =>
        Avx512F.VL.IsSupported
            ? Avx512F.VL.RotateRight(left ^ right, 16)
            : Vector128.Shuffle((left ^ right).AsByte(), ByTwoBytes).AsUInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> XorRotate12(Vector128<uint> left, Vector128<uint> right) =>
        Avx512F.VL.IsSupported
            ? Avx512F.VL.RotateRight(left ^ right, 12)
            : ((left ^ right) >>> 12) | ((left ^ right) << 20);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> XorRotate8(Vector128<uint> left, Vector128<uint> right) =>
        Avx512F.VL.IsSupported
            ? Avx512F.VL.RotateRight(left ^ right, 8)
            : Vector128.Shuffle((left ^ right).AsByte(), ByOneByte).AsUInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> XorRotate7(Vector128<uint> left, Vector128<uint> right) =>
        Avx512F.VL.IsSupported
            ? Avx512F.VL.RotateRight(left ^ right, 7)
            : ((left ^ right) >>> 7) | ((left ^ right) << 25);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> InterleaveLow(Vector128<uint> left, Vector128<uint> right) =>
        Sse2.IsSupported
            ? Sse2.UnpackLow(left, right)
            : EverySecond(
                Vector128.Shuffle(left, Vector128.Create(0u, 0, 1, 1)),
                Vector128.Shuffle(right, Vector128.Create(0u, 0, 1, 1))
            );

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> InterleaveHigh(Vector128<uint> left, Vector128<uint> right) =>
        Sse2.IsSupported
            ? Sse2.UnpackHigh(left, right)
            : EverySecond(
                Vector128.Shuffle(left, Vector128.Create(2u, 2, 3, 3)),
                Vector128.Shuffle(right, Vector128.Create(2u, 2, 3, 3))
            );

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> PairLow(Vector128<uint> left, Vector128<uint> right) =>
        Sse2.IsSupported
            ? Sse2.UnpackLow(left.AsUInt64(), right.AsUInt64()).AsUInt32()
            : Vector128.Create(left.GetLower(), right.GetLower());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> PairHigh(Vector128<uint> left, Vector128<uint> right) =>
        Sse2.IsSupported
            ? Sse2.UnpackHigh(left.AsUInt64(), right.AsUInt64()).AsUInt32()
            : Vector128.Create(left.GetUpper(), right.GetUpper());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> Gather(byte** rows, nint offset) =>
        Vector128.Load((uint*)(rows[0] + offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scatter(Vector128<uint> words, byte* target) => words.Store((uint*)target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> EverySecond(Vector128<uint> even, Vector128<uint> odd) =>
        Vector128.ConditionalSelect(Vector128.Create(~0u, 0, ~0u, 0), even, odd);
}
