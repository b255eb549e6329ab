namespace Bench.Statistics.Histograms;

/// <summary>A point of the empirical distribution: <paramref name="Fraction"/> (0 to 1) of samples are at most <paramref name="Value"/>.</summary>
public readonly record struct CdfPoint(long Value, double Fraction);
