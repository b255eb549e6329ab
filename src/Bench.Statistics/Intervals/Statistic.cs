namespace Bench.Statistics.Intervals;

/// <summary>
/// A figure of one or more iterations, such as their median. The span is scratch memory: it may be reordered, and must
/// not be kept. The order of iterations has no meaning.
/// </summary>
public delegate double Statistic<T>(Span<T> iterations);
