using System.Text.Json.Serialization;
using Bench.Statistics.Histograms;

namespace Bench.Reporting.Model;

/// <summary>Figures of one direction of I/O over iterations.</summary>
public sealed record DirectionSummary
{
    public required RateSummary BwBytesPerSecond { get; init; }
    public required RateSummary Iops { get; init; }

    /// <summary>
    /// Of writes: bytes ÷ (run time + time until the file system was flushed), beside fio's own rate, which ends when
    /// the last write was accepted.
    /// </summary>
    public RateSummary? FlushedBwBytesPerSecond { get; init; }

    /// <summary>Completion latency: from submission to completion.</summary>
    public LatencySummary? ClatNs { get; init; }

    /// <summary>Total latency: from creation of the I/O to completion.</summary>
    public MomentSummary? LatNs { get; init; }

    /// <summary>Submission latency.</summary>
    public MomentSummary? SlatNs { get; init; }
}

/// <summary>A rate over iterations, one value for each.</summary>
public sealed record RateSummary
{
    public required double Median { get; init; }
    public required double Min { get; init; }
    public required double Max { get; init; }

    /// <summary>In the order of iterations (of VMs, then iterations, where VMs are pooled).</summary>
    public required IReadOnlyList<double> Values { get; init; }

    /// <summary>Bootstrap interval of the median; absent with too few iterations.</summary>
    public MedianInterval? Interval { get; init; }

    /// <summary><c>too_few_iterations</c> where there is no interval.</summary>
    public string? NoInterval { get; init; }
}

/// <summary>Where the median lies with the given confidence (0.95).</summary>
public sealed record MedianInterval(double Low, double High, double Confidence);

/// <summary>Count, mean, extremes and standard deviation of latencies in nanoseconds, pooled over jobs and iterations.</summary>
public record MomentSummary
{
    [JsonPropertyOrder(-1)]
    public required long Count { get; init; }

    [JsonPropertyOrder(-1)]
    public required double Mean { get; init; }

    [JsonPropertyOrder(-1)]
    public required double Min { get; init; }

    [JsonPropertyOrder(-1)]
    public required double Max { get; init; }

    [JsonPropertyOrder(-1)]
    public required double Stddev { get; init; }
}

/// <summary>
/// Latencies in nanoseconds, pooled over jobs and iterations. A quantile is that of the merged bins, within about
/// 0.8 %, and null with fewer than 10 samples beyond it; its range is over single iterations.
/// </summary>
public sealed record LatencySummary : MomentSummary
{
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required long? P50 { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required long? P90 { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required long? P95 { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required long? P99 { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required long? P999 { get; init; }
    public QuantileRange? P50Range { get; init; }
    public QuantileRange? P90Range { get; init; }
    public QuantileRange? P95Range { get; init; }
    public QuantileRange? P99Range { get; init; }
    public QuantileRange? P999Range { get; init; }

    /// <summary>The distribution, thinned for a chart.</summary>
    [JsonIgnore]
    public IReadOnlyList<CdfPoint> Cdf { get; init; } = [];
}

/// <summary>Lowest and highest value of a quantile over the iterations that have it.</summary>
/// <param name="Min">Nanoseconds.</param>
/// <param name="Max">Nanoseconds.</param>
/// <param name="Iterations">How many iterations have it.</param>
public sealed record QuantileRange(long Min, long Max, int Iterations);
