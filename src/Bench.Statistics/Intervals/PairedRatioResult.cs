namespace Bench.Statistics.Intervals;

/// <summary>The ratio of two configs, block by block.</summary>
/// <param name="Ratio">Median of candidate ÷ baseline over blocks; its iterations are the pairs.</param>
/// <param name="Pairs">The blocks in which both have a value, ordered by VM, then block.</param>
/// <param name="UnpairedBaseline">Values of the baseline without a partner, which are not used.</param>
/// <param name="UnpairedCandidate">Values of the candidate without a partner, which are not used.</param>
public sealed record PairedRatioResult(
    IntervalResult Ratio,
    IReadOnlyList<BlockPair> Pairs,
    int UnpairedBaseline,
    int UnpairedCandidate
);
