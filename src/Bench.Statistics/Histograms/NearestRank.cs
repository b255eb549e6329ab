namespace Bench.Statistics.Histograms;

/// <summary>
/// The rank of the sample that is a quantile, by the nearest-rank definition as fio applies it.
/// </summary>
/// <remarks>
/// fio takes the first bin whose cumulative count is at least <c>(long double) percent / 100.0 * count</c>
/// (<c>calc_clat_percentiles</c> in stat.c), percent being a double. How that rounds depends on compiler and
/// processor, and it decides the rank wherever the product is a whole number. Here it is computed without rounding,
/// which is what fio's usual x86-64 builds come to for its default percentiles. Note that 99.9 as a double lies above
/// 99.9: for fio, and so here, p99.9 of 1,000 samples is the 1,000th and not the 999th.
/// </remarks>
public static class NearestRank
{
    private const int DoubleMantissaBits = 52;
    private const int DoubleExponentBias = 1075;

    /// <summary>Rank, from 1 to <paramref name="count"/>, of the percentile (0 to 100) of that many samples.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Percent is not within 0 to 100, or count is below 1.</exception>
    public static long OfPercent(double percent, long count)
    {
        if (!(percent >= 0 && percent <= 100))
        {
            throw new ArgumentOutOfRangeException(
                nameof(percent),
                percent,
                "A percentile lies within 0 to 100."
            );
        }
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return long.Clamp(CeilingOfShare(percent, count), 1, count);
    }

    /// <summary>Rank, from 1 to <paramref name="count"/>, of the quantile (0 to 1) of that many samples.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The quantile is not within 0 to 1, or count is below 1.</exception>
    public static long OfQuantile(double p, long count) => OfPercent(ToPercent(p), count);

    /// <summary>
    /// How many of <paramref name="count"/> samples lie beyond a quantile, on the side of its nearer end:
    /// <c>floor(min(p, 1 − p) × count)</c> in decimal arithmetic (10 for p99.9 of 10,000).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The quantile is not within 0 to 1, or count is negative.</exception>
    public static long SamplesBeyond(double p, long count)
    {
        ThrowIfNotQuantile(p);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var exact = (decimal)p;
        return (long)decimal.Floor(Math.Min(exact, 1 - exact) * count);
    }

    // Through decimal, so that 0.999 becomes the double nearest to 99.9, as fio has it, and not 0.999 * 100.0.
    private static double ToPercent(double p)
    {
        ThrowIfNotQuantile(p);
        return (double)((decimal)p * 100);
    }

    private static void ThrowIfNotQuantile(double p)
    {
        if (!(p >= 0 && p <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(p), p, "A quantile lies within 0 to 1.");
        }
    }

    // percent is mantissa / 2^fractionBits, so that the share is mantissa * count / (100 * 2^fractionBits).
    private static long CeilingOfShare(double percent, long count)
    {
        var bits = BitConverter.DoubleToUInt64Bits(Math.Abs(percent));
        var exponent = (int)(bits >> DoubleMantissaBits);
        var mantissa = bits & ((1UL << DoubleMantissaBits) - 1);
        if (exponent > 0)
        {
            mantissa |= 1UL << DoubleMantissaBits;
        }
        var fractionBits = DoubleExponentBias - Math.Max(exponent, 1);
        // mantissa * count is below 2^116: divided by 100 * 2^112 or more it is below 1.
        if (fractionBits > 112)
        {
            return mantissa == 0 ? 0 : 1;
        }
        var divisor = (UInt128)100 << fractionBits;
        var (quotient, remainder) = UInt128.DivRem((UInt128)mantissa * (ulong)count, divisor);
        return (long)quotient + (remainder == 0 ? 0 : 1);
    }
}
