namespace Bench.Reporting.Model;

/// <summary>Figures of hydrating and giving back modules, over the ok iterations: one value for each.</summary>
public sealed record HubSummary
{
    /// <summary>Modules of an iteration.</summary>
    public required RateSummary Modules { get; init; }

    /// <summary>Modules ÷ the time from the first request until the last of them was provisioned.</summary>
    public RateSummary? ModulesPerSecond { get; init; }

    /// <summary>Bytes of the modules' files ÷ the same time.</summary>
    public RateSummary? BytesPerSecond { get; init; }

    /// <summary>Files of the modules and their bytes; these and the following are absent where the hub does not tell.</summary>
    public RateSummary? Files { get; init; }
    public RateSummary? Bytes { get; init; }

    /// <summary>Bytes that were fetched from the backend to hydrate.</summary>
    public RateSummary? MovedBytes { get; init; }

    /// <summary>The share of the bytes that were not fetched because they were there already.</summary>
    public RateSummary? DedupRatio { get; init; }

    /// <summary>Requests to the backend to hydrate.</summary>
    public RateSummary? Requests { get; init; }

    /// <summary>
    /// Latencies of single modules in nanoseconds, pooled over iterations, each value exact: from asking for it until it
    /// was provisioned, the hydrating within that, and from giving it back until it was gone.
    /// </summary>
    public LatencySummary? ProvisionNs { get; init; }
    public LatencySummary? HydrateNs { get; init; }
    public LatencySummary? DeprovisionNs { get; init; }
}

/// <summary>Figures of one iteration of hydrating modules.</summary>
public sealed record HubIteration
{
    public required int Modules { get; init; }
    public double? ModulesPerSecond { get; init; }
    public long? Files { get; init; }
    public long? Bytes { get; init; }
    public long? MovedBytes { get; init; }
    public double? DedupRatio { get; init; }
    public long? Requests { get; init; }
}
