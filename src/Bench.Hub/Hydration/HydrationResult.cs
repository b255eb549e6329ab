namespace Bench.Hub.Hydration;

/// <summary>What one hydration or dehydration did.</summary>
public sealed record HydrationResult
{
    /// <summary>Of the module's state; null where there is none.</summary>
    public string? StateKey { get; init; }

    /// <summary>Files and their bytes in the folder.</summary>
    public long Files { get; init; }
    public long Bytes { get; init; }

    /// <summary>Files and bytes that were hashed.</summary>
    public long HashedFiles { get; init; }
    public long HashedBytes { get; init; }

    /// <summary>Bytes that went over the wire: stored or fetched.</summary>
    public long MovedBytes { get; init; }

    /// <summary>Content objects (files, packs, chunks) that were stored or fetched.</summary>
    public long MovedObjects { get; init; }

    /// <summary>Bytes that were not moved because the store, or the folder, had them.</summary>
    public long DeduplicatedBytes { get; init; }

    /// <summary>Requests to the store.</summary>
    public long Requests { get; init; }

    public double Seconds { get; init; }
}

/// <summary>How far it is.</summary>
public sealed record HydrationProgress(
    long DoneFiles,
    long TotalFiles,
    long DoneBytes,
    long TotalBytes
);
