using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Bench.Hub.Hashing.Lanes;

/// <summary>16 lanes: AVX-512.</summary>
internal readonly unsafe struct Lanes16 : ILanes<Vector512<uint>>
{
    public static bool IsSupported => Avx512F.IsSupported;

    public static int Count => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Broadcast(uint word) => Vector512.Create(word);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Add(Vector512<uint> left, Vector512<uint> right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Add(
        Vector512<uint> first,
        Vector512<uint> second,
        Vector512<uint> last
    ) => (first + second) + last;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Xor(Vector512<uint> left, Vector512<uint> right) => left ^ right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> XorRotate16(Vector512<uint> left, Vector512<uint> right) =>
        Avx512F.RotateRight(left ^ right, 16);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> XorRotate12(Vector512<uint> left, Vector512<uint> right) =>
        Avx512F.RotateRight(left ^ right, 12);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> XorRotate8(Vector512<uint> left, Vector512<uint> right) =>
        Avx512F.RotateRight(left ^ right, 8);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> XorRotate7(Vector512<uint> left, Vector512<uint> right) =>
        Avx512F.RotateRight(left ^ right, 7);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> InterleaveLow(Vector512<uint> left, Vector512<uint> right) =>
        Avx512F.UnpackLow(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> InterleaveHigh(Vector512<uint> left, Vector512<uint> right) =>
        Avx512F.UnpackHigh(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> PairLow(Vector512<uint> left, Vector512<uint> right) =>
        Avx512F.UnpackLow(left.AsUInt64(), right.AsUInt64()).AsUInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> PairHigh(Vector512<uint> left, Vector512<uint> right) =>
        Avx512F.UnpackHigh(left.AsUInt64(), right.AsUInt64()).AsUInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Gather(byte** rows, nint offset)
    {
        var words = Vector512
            .CreateScalarUnsafe(0u)
            .WithLower(
                Vector256.Create(
                    Vector128.Load((uint*)(rows[0] + offset)),
                    Vector128.Load((uint*)(rows[4] + offset))
                )
            );
        words = Avx512F.InsertVector128(words, Vector128.Load((uint*)(rows[8] + offset)), 2);
        return Avx512F.InsertVector128(words, Vector128.Load((uint*)(rows[12] + offset)), 3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scatter(Vector512<uint> words, byte* target)
    {
        words.GetLower().GetLower().Store((uint*)target);
        Avx512F.ExtractVector128(words, 1).Store((uint*)(target + 128));
        Avx512F.ExtractVector128(words, 2).Store((uint*)(target + 256));
        Avx512F.ExtractVector128(words, 3).Store((uint*)(target + 384));
    }
}
