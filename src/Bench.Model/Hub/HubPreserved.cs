using Bench.Model.Json;

namespace Bench.Model.Hub;

/// <summary>
/// <c>preserved.json</c>: what a preserved baseline is, and where it comes from. <c>seeded.json</c> before that, without
/// a digest.
/// </summary>
public sealed record HubPreserved : Document
{
    public required string BenchVersion { get; init; }

    /// <summary>By the clock of the machine that preserved it. For people.</summary>
    public required DateTimeOffset PreservedAt { get; init; }

    public required string HostName { get; init; }

    /// <summary><c>file</c>, <c>s3</c> or <c>minio</c>.</summary>
    public required string Backend { get; init; }

    public required string Bucket { get; init; }

    /// <summary>Modules that a hub can provision from it, by id.</summary>
    public required IReadOnlyList<string> Modules { get; init; }

    /// <summary>Those of the modules that have no file; absent in records of older versions, which do not tell.</summary>
    public IReadOnlyList<string>? EmptyModules { get; init; }

    /// <summary>The folder that the modules were stored from; absent in records of older versions, as what follows.</summary>
    public string? SnapshotFolder { get; init; }

    /// <summary>Where they came from before, as far as that folder tells.</summary>
    public IReadOnlyList<HubSource>? Sources { get; init; }

    /// <summary>The hub that stored them.</summary>
    public HubUse? StoredBy { get; init; }

    /// <summary>Absent until it is preserved.</summary>
    public HubBaseline? Baseline { get; init; }
}
