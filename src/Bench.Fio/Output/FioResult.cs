namespace Bench.Fio.Output;

/// <summary>What one run of fio reports.</summary>
/// <param name="FioVersion">As fio writes it, such as <c>fio-3.33</c>.</param>
/// <param name="Jobs">One per job, or one per group where the job file asks for <c>group_reporting</c>.</param>
public sealed record FioResult(string FioVersion, IReadOnlyList<FioJob> Jobs);

/// <summary>One job; a direction is null where the job did no I/O in it.</summary>
/// <param name="Error">fio's own error number of the job; 0 is success.</param>
/// <param name="Mixed">All directions together, in place of them where <c>unified_rw_reporting</c> is set.</param>
/// <param name="Sync">Latency of fsync and its like; null where the job made none.</param>
public sealed record FioJob(
    string Name,
    int GroupId,
    int Error,
    FioDirection? Read,
    FioDirection? Write,
    FioDirection? Trim,
    FioDirection? Mixed,
    FioLatency? Sync
)
{
    /// <summary>Errors that the job was told to ignore by <c>continue_on_error</c>; <see cref="Error"/> may be 0 after them.</summary>
    public long IgnoredErrors { get; init; }
}

/// <summary>I/O of one job in one direction.</summary>
/// <param name="BwBytes">Bytes per second, as fio's <c>bw_bytes</c>; its <c>bw</c>, in KiB/s, is never used.</param>
/// <param name="Clat">Completion latency: from submission to completion.</param>
/// <param name="Slat">Submission latency.</param>
/// <param name="Lat">Submission and completion together.</param>
public sealed record FioDirection(
    long IoBytes,
    long BwBytes,
    double Iops,
    long RuntimeMs,
    long TotalIos,
    FioLatency Clat,
    FioLatency Slat,
    FioLatency Lat
);

/// <summary>A latency in nanoseconds.</summary>
/// <param name="N">Number of samples; with 0 the other figures say nothing and are 0.</param>
/// <param name="Mean">From every sample, in nanoseconds.</param>
public sealed record FioLatency(
    long N,
    long Min,
    long Max,
    double Mean,
    double Stddev,
    FioBins Bins
)
{
    public static FioLatency None { get; } = new(0, 0, 0, 0, 0, FioBins.None);
}

/// <summary>The histogram of <c>json+</c>: bins in ascending order; empty where fio keeps none.</summary>
/// <param name="Values">The value in nanoseconds by which fio names each bin.</param>
/// <param name="Counts">Samples in each bin; as long as <paramref name="Values"/>.</param>
public sealed record FioBins(long[] Values, long[] Counts)
{
    public static FioBins None { get; } = new([], []);
}
