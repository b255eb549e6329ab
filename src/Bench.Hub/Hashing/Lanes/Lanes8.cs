using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Bench.Hub.Hashing.Lanes;

/// <summary>8 lanes: AVX2, with the rotations of AVX-512 where it has them.</summary>
internal readonly unsafe struct Lanes8 : ILanes<Vector256<uint>>
{
    public static bool IsSupported => Avx2.IsSupported;

    public static int Count => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Broadcast(uint word) => Vector256.Create(word);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Add(Vector256<uint> left, Vector256<uint> right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Add(
        Vector256<uint> first,
        Vector256<uint> second,
        Vector256<uint> last
    ) => (first + second) + last;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Xor(Vector256<uint> left, Vector256<uint> right) => left ^ right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> XorRotate16(Vector256<uint> left, Vector256<uint> right) =>
        Avx512F.VL.IsSupported
            ? Avx512F.VL.RotateRight(left ^ right, 16)
            : Avx2.Shuffle(
                    (left ^ right).AsByte(),
                    Vector256.Create(Lanes4.ByTwoBytes, Lanes4.ByTwoBytes)
                )
                .AsUInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> XorRotate12(Vector256<uint> left, Vector256<uint> right) =>
        Avx512F.VL.IsSupported
            ? Avx512F.VL.RotateRight(left ^ right, 12)
            : ((left ^ right) >>> 12) | ((left ^ right) << 20);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> XorRotate8(Vector256<uint> left, Vector256<uint> right) =>
        Avx512F.VL.IsSupported
            ? Avx512F.VL.RotateRight(left ^ right, 8)
            : Avx2.Shuffle(
                    (left ^ right).AsByte(),
                    Vector256.Create(Lanes4.ByOneByte, Lanes4.ByOneByte)
                )
                .AsUInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> XorRotate7(Vector256<uint> left, Vector256<uint> right) =>
        Avx512F.VL.IsSupported
            ? Avx512F.VL.RotateRight(left ^ right, 7)
            : ((left ^ right) >>> 7) | ((left ^ right) << 25);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> InterleaveLow(Vector256<uint> left, Vector256<uint> right) =>
        Avx2.UnpackLow(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> InterleaveHigh(Vector256<uint> left, Vector256<uint> right) =>
        Avx2.UnpackHigh(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> PairLow(Vector256<uint> left, Vector256<uint> right) =>
        Avx2.UnpackLow(left.AsUInt64(), right.AsUInt64()).AsUInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> PairHigh(Vector256<uint> left, Vector256<uint> right) =>
        Avx2.UnpackHigh(left.AsUInt64(), right.AsUInt64()).AsUInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Gather(byte** rows, nint offset) =>
        Vector256.Create(
            Vector128.Load((uint*)(rows[0] + offset)),
            Vector128.Load((uint*)(rows[4] + offset))
        );

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scatter(Vector256<uint> words, byte* target)
    {
        words.GetLower().Store((uint*)target);
        words.GetUpper().Store((uint*)(target + 128));
    }
}
