using Bench.Statistics.Samples;

namespace Bench.Statistics.Intervals;

/// <summary>Statistics to resample.</summary>
public static class CommonStatistics
{
    /// <summary>The median.</summary>
    public static Statistic<double> Median { get; } = Quantiles.MedianInPlace;

    /// <summary>The arithmetic mean.</summary>
    public static Statistic<double> Mean { get; } =
        values =>
        {
            // Sorted, so that the rounding of the sum does not depend on the order of what was drawn.
            values.Sort();
            var sum = 0.0;
            foreach (var value in values)
            {
                sum += value;
            }
            return sum / values.Length;
        };

    /// <summary>The median over blocks of candidate ÷ baseline.</summary>
    public static Statistic<BlockPair> MedianRatio { get; } =
        pairs =>
        {
            var ratios = new double[pairs.Length];
            for (var i = 0; i < ratios.Length; i++)
            {
                ratios[i] = pairs[i].Ratio;
            }
            return Quantiles.MedianInPlace(ratios);
        };
}
