namespace Bench.Statistics.Intervals;

/// <summary>The values of two configs in one block (one iteration of each, run next to each other on one VM).</summary>
public readonly record struct BlockPair(double Baseline, double Candidate)
{
    /// <summary>Candidate ÷ baseline.</summary>
    public double Ratio => Candidate / Baseline;
}
