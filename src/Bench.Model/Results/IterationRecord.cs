using System.Text.Json.Serialization;
using Bench.Model.Json;
using Bench.Model.Runs;

namespace Bench.Model.Results;

/// <summary><c>iteration-&lt;n&gt;.json</c>: creating it commits one iteration, ok or failed.</summary>
public sealed record IterationRecord : CreatedOnce
{
    public required string Vm { get; init; }
    public required int Epoch { get; init; }
    public required int MatrixId { get; init; }
    public required string TestId { get; init; }
    public required int ConfigId { get; init; }
    public required int Attempt { get; init; }

    /// <summary>From 1.</summary>
    public required int Iteration { get; init; }

    /// <summary>The block (one iteration of every config of the test case) that it was measured in, from 1.</summary>
    public required int Block { get; init; }
    public required IterationStatus Status { get; init; }

    /// <summary>Why it failed; absent when it is ok.</summary>
    public Failure? Failure { get; init; }
    public required DateTimeOffset StartedAt { get; init; }
    public required double DurationSeconds { get; init; }

    /// <summary>Named, timed spans; nested.</summary>
    public required IReadOnlyList<PhaseSpan> Phases { get; init; }
    public CacheEvidence? Cache { get; init; }

    /// <summary>What the data was mounted by; absent before it was mounted, and in records of older versions.</summary>
    public MountFacts? Mount { get; init; }

    /// <summary>Versions of the tools that ran, by name (<c>fio</c>, <c>gcsfuse</c>).</summary>
    public required IReadOnlyDictionary<string, string> Tools { get; init; }
    public required HostFacts Host { get; init; }

    /// <summary>Whether other workers may have measured on this host at the same time.</summary>
    public bool Colocated { get; init; }

    /// <summary>How it was started together with other VMs; absent where the VM ran it alone.</summary>
    public BarrierFacts? Barrier { get; init; }

    /// <summary>The raw files that every number of a report is computed from.</summary>
    public required IReadOnlyList<RawFile> Raw { get; init; }
}

public enum IterationStatus
{
    [JsonStringEnumMemberName("ok")]
    Ok,

    [JsonStringEnumMemberName("failed")]
    Failed,
}

/// <summary>Why an iteration failed.</summary>
public sealed record Failure
{
    /// <summary>Stable word: <c>timeout</c>, <c>exit_code</c>, <c>killed</c>, <c>output</c>, <c>cache_drop</c>, <c>mount</c>, <c>prepare</c>, <c>disk_full</c>, …</summary>
    public required string Kind { get; init; }

    /// <summary>The phase in which it failed.</summary>
    public required string Phase { get; init; }

    /// <summary>In words, for people.</summary>
    public required string Reason { get; init; }
    public int? ExitCode { get; init; }
    public int? Signal { get; init; }
}

/// <summary>A named, timed part of an iteration.</summary>
public sealed record PhaseSpan
{
    public required string Name { get; init; }

    /// <summary>Seconds since the iteration began.</summary>
    public required double StartSeconds { get; init; }
    public required double DurationSeconds { get; init; }
    public IReadOnlyList<PhaseSpan>? Phases { get; init; }
}

/// <summary>What is known of the page cache at the begin of the measure phase.</summary>
public sealed record CacheEvidence
{
    /// <summary>What was asked for.</summary>
    public required CacheMode Mode { get; init; }

    /// <summary>What was done: <c>dropped</c>, <c>not_dropped</c>, <c>warmed</c> or <c>left</c>.</summary>
    public required string Outcome { get; init; }
    public string? Reason { get; init; }

    /// <summary>Bytes of the data set in the page cache just before measuring; absent when it could not be seen.</summary>
    public long? ResidentBytes { get; init; }
    public long? DataBytes { get; init; }

    /// <summary>How residency was found: <c>cachestat</c> or <c>mincore</c>.</summary>
    public string? Method { get; init; }

    /// <summary>Bytes that were read to warm the data set.</summary>
    public long? WarmedBytes { get; init; }

    /// <summary>Bytes in the host's page cache just before and just after it was dropped.</summary>
    public long? PageCacheBytesBefore { get; init; }
    public long? PageCacheBytesAfter { get; init; }

    /// <summary>What is known of the metadata caches; absent when they were left as they are.</summary>
    public MetadataEvidence? Metadata { get; init; }

    /// <summary>Bytes that the host's disks read during the measure phase.</summary>
    public long? DeviceReadBytes { get; init; }

    /// <summary>Bytes that the host received over the network, without loopback, during the measure phase.</summary>
    public long? NetworkReceivedBytes { get; init; }
}

/// <summary>What was done to the metadata caches before the measure phase.</summary>
public sealed record MetadataEvidence
{
    /// <summary>What was asked for.</summary>
    public required MetadataMode Mode { get; init; }

    /// <summary>What was done: <c>warmed</c>, or <c>cold</c>: nothing looked at the data after the drop.</summary>
    public required string Outcome { get; init; }

    /// <summary>Files and folders whose attributes were read.</summary>
    public long? Entries { get; init; }

    /// <summary>Seconds that the first walk over them took, and a second one right after it: what the caches bring.</summary>
    public double? FirstWalkSeconds { get; init; }
    public double? SecondWalkSeconds { get; init; }
}

/// <summary>How an iteration's data was mounted.</summary>
public sealed record MountFacts
{
    /// <summary>The word of <c>--mount</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>
    /// What the end of the phase <c>flush</c> says: <c>file_system</c> (the file system has written its data out),
    /// <c>on_close</c> (the tool uploads a file before its closing returns), <c>awaited</c> (the tool uploads later, and
    /// the flush waited for it).
    /// </summary>
    public required string Flush { get; init; }
}

/// <summary>The host that an iteration ran on.</summary>
public sealed record HostFacts
{
    public required string HostName { get; init; }
    public required string BootId { get; init; }
    public required string Kernel { get; init; }
    public required string CpuModel { get; init; }
    public required int CpuCount { get; init; }
    public required long MemoryBytes { get; init; }
}

/// <summary>A raw file in the bucket.</summary>
public sealed record RawFile
{
    /// <summary>What it is: <c>fio</c>, <c>fio_job</c>, <c>stderr</c>, <c>samples</c>, <c>log</c>, <c>mount_log</c>, <c>bw_log</c>.</summary>
    public required string Role { get; init; }
    public required string Key { get; init; }
    public required long Length { get; init; }

    [JsonPropertyName("crc32c")]
    public required string Crc32C { get; init; }
    public required string Sha256 { get; init; }
}
