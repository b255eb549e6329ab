namespace Bench.Statistics.Intervals;

/// <summary>The value of one config in one block on one VM.</summary>
public readonly record struct BlockValue(string Vm, int Block, double Value);
