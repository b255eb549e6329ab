using System.Text.Json.Serialization;
using Bench.Model.Decisions;
using Bench.Model.Json;

namespace Bench.Model.Sealing;

/// <summary><c>sealed.json</c>: the list of the results that count. Final; a report is a function of it and of what it names.</summary>
public sealed record Seal : CreatedOnce
{
    public required string BenchmarkId { get; init; }
    public required string BenchVersion { get; init; }
    public required SealReason Reason { get; init; }

    /// <summary>Number of the decision that announced it.</summary>
    public required int Decision { get; init; }
    public required DateTimeOffset At { get; init; }
    public required RecordRef Config { get; init; }

    /// <summary>Every entry of the matrix, in the order of <c>matrix_id</c>.</summary>
    public required IReadOnlyList<SealedEntry> Entries { get; init; }

    /// <summary>Committed records that do not count, each named.</summary>
    public required IReadOnlyList<RecordRef> Superseded { get; init; }
}

/// <summary>What counts for one entry.</summary>
public sealed record SealedEntry
{
    public required int MatrixId { get; init; }
    public required EntryStatus Status { get; init; }

    /// <summary>The VM and the attempt that count; for a missing entry those whose committed iterations are listed.</summary>
    public string? Vm { get; init; }
    public int? Attempt { get; init; }

    /// <summary>The configs of this test case count from different VMs, so they must not be compared.</summary>
    public bool CrossVm { get; init; }

    /// <summary>The result that counts.</summary>
    public RecordRef? Result { get; init; }

    /// <summary>Iterations committed by an attempt that has no result; shown as partial.</summary>
    public IReadOnlyList<RecordRef>? PartialIterations { get; init; }
}

public enum EntryStatus
{
    [JsonStringEnumMemberName("ok")]
    Ok,

    [JsonStringEnumMemberName("failed")]
    Failed,

    [JsonStringEnumMemberName("missing")]
    Missing,

    [JsonStringEnumMemberName("cancelled")]
    Cancelled,
}

/// <summary>A record of the bucket by key and digest.</summary>
public sealed record RecordRef
{
    public required string Key { get; init; }
    public required long Length { get; init; }
    public required string Sha256 { get; init; }
}
