using System.Text.Json.Serialization;
using Bench.Model.Json;

namespace Bench.Model.Results;

/// <summary>
/// <c>results/&lt;vm&gt;/manifest.json</c>: the status of a VM and of each of its tests, for people and scripts. Nothing is
/// decided from it.
/// </summary>
public sealed record Manifest : Document
{
    public required string VmName { get; init; }
    public required string BenchmarkId { get; init; }
    public required ManifestStatus Status { get; init; }
    public required DateTimeOffset StartTime { get; init; }
    public DateTimeOffset? EndTime { get; init; }
    public required int TotalTests { get; init; }
    public required int CompletedTests { get; init; }
    public required int FailedTests { get; init; }
    public required IReadOnlyList<ManifestTest> Tests { get; init; }
}

public enum ManifestStatus
{
    [JsonStringEnumMemberName("running")]
    Running,

    [JsonStringEnumMemberName("completed")]
    Completed,

    [JsonStringEnumMemberName("failed")]
    Failed,

    [JsonStringEnumMemberName("cancelled")]
    Cancelled,
}

/// <summary>One test of a VM.</summary>
public sealed record ManifestTest
{
    public required int MatrixId { get; init; }
    public required string TestId { get; init; }
    public required int ConfigId { get; init; }
    public required string ConfigLabel { get; init; }
    public required TestStatus Status { get; init; }
    public required int Attempt { get; init; }
    public required int IterationsPlanned { get; init; }
    public required int IterationsOk { get; init; }
    public required int IterationsFailed { get; init; }

    /// <summary>The first failure in words.</summary>
    public string? Reason { get; init; }
    public required IReadOnlyDictionary<string, string> Params { get; init; }
}

public enum TestStatus
{
    [JsonStringEnumMemberName("pending")]
    Pending,

    [JsonStringEnumMemberName("running")]
    Running,

    [JsonStringEnumMemberName("ok")]
    Ok,

    [JsonStringEnumMemberName("failed")]
    Failed,

    [JsonStringEnumMemberName("missing")]
    Missing,

    [JsonStringEnumMemberName("cancelled")]
    Cancelled,
}
