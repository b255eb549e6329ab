namespace Bench.Statistics.Intervals;

/// <summary>
/// Compares two configs of one test case by the ratio within each block. What changes slowly on a machine (a
/// neighbour, the temperature) hits both of a block alike and cancels in the ratio.
/// </summary>
public static class PairedRatio
{
    /// <summary>Pairs values of the same VM and block; those without a partner are counted and left out.</summary>
    /// <exception cref="ArgumentException">
    /// A VM has two values for one block, a baseline is not above 0, or a candidate is below 0 or not finite.
    /// </exception>
    public static PairedRatioResult Of(
        IEnumerable<BlockValue> baseline,
        IEnumerable<BlockValue> candidate,
        BootstrapOptions options
    )
    {
        var baselines = ByBlock(baseline, nameof(baseline));
        var candidates = ByBlock(candidate, nameof(candidate));
        var pairsByVm = baselines
            .Where(value => candidates.ContainsKey(value.Key))
            .OrderBy(value => value.Key.Vm, StringComparer.Ordinal)
            .ThenBy(value => value.Key.Block)
            .GroupBy(
                value => value.Key.Vm,
                value => new BlockPair(value.Value, candidates[value.Key]),
                StringComparer.Ordinal
            )
            .Select(vm => vm.ToArray())
            .ToArray();
        var pairs = pairsByVm.SelectMany(vm => vm).ToArray();
        return new PairedRatioResult(
            Of(pairsByVm, options),
            pairs,
            baselines.Count - pairs.Length,
            candidates.Count - pairs.Length
        );
    }

    /// <summary>The ratio of pairs taken on one machine, such as interleaved runs of a benchmark.</summary>
    /// <exception cref="ArgumentException">A baseline is not above 0, or a candidate is below 0 or not finite.</exception>
    public static IntervalResult Of(IEnumerable<BlockPair> pairs, BootstrapOptions options) =>
        Of([pairs.ToArray()], options);

    private static IntervalResult Of(BlockPair[][] pairsByVm, BootstrapOptions options)
    {
        var invalid = pairsByVm
            .SelectMany(vm => vm)
            .Where(pair => !IsValid(pair))
            .Take(1)
            .ToArray();
        if (invalid.Length > 0)
        {
            throw new ArgumentException(
                $"{invalid[0]} has no meaningful ratio.",
                nameof(pairsByVm)
            );
        }
        return Bootstrap.Estimate(pairsByVm, CommonStatistics.MedianRatio, options);
    }

    private static bool IsValid(BlockPair pair) =>
        pair.Baseline > 0 && pair.Candidate >= 0 && double.IsFinite(pair.Ratio);

    private static Dictionary<(string Vm, int Block), double> ByBlock(
        IEnumerable<BlockValue> values,
        string name
    )
    {
        var byBlock = new Dictionary<(string Vm, int Block), double>();
        foreach (var (vm, block, value) in values)
        {
            if (!byBlock.TryAdd((vm, block), value))
            {
                throw new ArgumentException($"VM {vm} has two values for block {block}.", name);
            }
        }
        return byBlock;
    }
}
