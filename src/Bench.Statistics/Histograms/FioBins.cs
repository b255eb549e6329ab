using System.Numerics;

namespace Bench.Statistics.Histograms;

/// <summary>
/// The bins into which fio sorts latencies (nanoseconds): exact below 128, then 64 bins to every power of two, so
/// that a bin's value is within about 0.8 % of every sample in it. Same mapping as <c>plat_val_to_idx</c> and
/// <c>plat_idx_to_val</c> in fio's stat.c with <c>FIO_IO_U_PLAT_BITS</c> 6 and <c>FIO_IO_U_PLAT_GROUP_NR</c> 29.
/// </summary>
public static class FioBins
{
    /// <summary>Bins to a group are 2 to this power.</summary>
    public const int Bits = 6;

    /// <summary>Number of groups; the last ends at about 17 s.</summary>
    public const int Groups = 29;

    /// <summary>Number of bins.</summary>
    public const int Count = Groups << Bits;

    private const int BinsPerGroup = 1 << Bits;

    private static readonly long[] BinValues = [.. Enumerable.Range(0, Count).Select(ComputeValue)];

    /// <summary>Index of the bin that holds <paramref name="value"/>; what is too large goes into the last bin.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public static int IndexOf(long value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        if (value < BinsPerGroup << 1)
        {
            return (int)value;
        }
        var errorBits = BitOperations.Log2((ulong)value) - Bits;
        var group = (errorBits + 1) << Bits;
        var offset = (int)((value >> errorBits) & (BinsPerGroup - 1));
        return Math.Min(group + offset, Count - 1);
    }

    /// <summary>The value that stands for a bin: the middle of its range; it is what fio prints as the bin's key.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such bin.</exception>
    public static long ValueOf(int index)
    {
        ThrowIfNoBin(index);
        return BinValues[index];
    }

    /// <summary>The smallest value that falls into a bin.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such bin.</exception>
    public static long LowerBoundOf(int index)
    {
        ThrowIfNoBin(index);
        return LowerBound(index);
    }

    /// <summary>Whether <paramref name="value"/> is one of the values that stand for a bin, and of which.</summary>
    internal static bool TryIndexOfBinValue(long value, out int index)
    {
        index = IndexOf(value);
        return BinValues[index] == value;
    }

    private static long ComputeValue(int index) =>
        LowerBound(index) + ((1L << ErrorBitsOf(index)) >> 1);

    private static long LowerBound(int index)
    {
        if (index < BinsPerGroup << 1)
        {
            return index;
        }
        return (long)(BinsPerGroup + (index & (BinsPerGroup - 1))) << ErrorBitsOf(index);
    }

    private static int ErrorBitsOf(int index) => Math.Max(0, (index >> Bits) - 1);

    private static void ThrowIfNoBin(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
    }
}
