using Bench.Model.Json;

namespace Bench.Model.Hub;

/// <summary><c>summary.json</c>: one iteration of provisioning all modules of a baseline and giving them back. Durations are seconds.</summary>
public sealed record HubPerfSummary : Document
{
    public required string BenchVersion { get; init; }

    /// <summary>By this machine's clock. For people.</summary>
    public required DateTimeOffset BeganAt { get; init; }

    public required string HostName { get; init; }
    public required int ProcessorCount { get; init; }

    public required HubPerfOptions Options { get; init; }
    public required HubBaseline Baseline { get; init; }

    /// <summary>In the order in which they began.</summary>
    public required IReadOnlyList<HubPhase> Phases { get; init; }

    /// <summary>By module id.</summary>
    public required IReadOnlyList<HubModuleSummary> Modules { get; init; }

    public required HubTotals Totals { get; init; }

    /// <summary>What could make the figures less than they seem.</summary>
    public IReadOnlyList<string>? Warnings { get; init; }
}

/// <summary>What distinguishes this iteration from others.</summary>
public sealed record HubPerfOptions
{
    public required string Bucket { get; init; }

    /// <summary><c>file</c>, <c>s3</c> or <c>minio</c>.</summary>
    public required string Backend { get; init; }

    /// <summary>Whether deprovisioning writes back.</summary>
    public required bool Dehydration { get; init; }

    /// <summary>Whether the hub began without local data.</summary>
    public required bool WipedHub { get; init; }

    /// <summary>Whether the backend's data was dropped from the page cache before.</summary>
    public required bool ColdBackend { get; init; }

    /// <summary>Whether small files are put together; absent in summaries of older versions, where they were.</summary>
    public bool? Pack { get; init; }

    /// <summary>Absent where the hub decides.</summary>
    public long? PackThresholdBytes { get; init; }
    public int? ProvisionThreads { get; init; }
    public int? HydrationThreads { get; init; }

    /// <summary>How the hub was started, without what was filled in; absent for Bench's own.</summary>
    public string? HubCommand { get; init; }

    /// <summary>The hub that was there already.</summary>
    public string? HubUrl { get; init; }
}

/// <summary>What was hydrated from.</summary>
public sealed record HubBaseline
{
    /// <summary>Over all objects, taken when it was preserved and checked when it was copied.</summary>
    public required string Digest { get; init; }
    public required long Objects { get; init; }
    public required long Bytes { get; init; }
}

/// <summary>A named span.</summary>
public sealed record HubPhase
{
    /// <summary><c>copy_baseline</c>, <c>start</c>, <c>provision</c>, <c>deprovision</c>, <c>stop</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Since the iteration began.</summary>
    public required double BeginSeconds { get; init; }
    public required double Seconds { get; init; }
}

/// <summary>How one module went.</summary>
public sealed record HubModuleSummary
{
    public required string Module { get; init; }

    /// <summary>From asking for it until it was seen to be provisioned; absent where it never was.</summary>
    public double? ProvisionSeconds { get; init; }

    /// <summary>Within that, as the hub tells; absent where it does not.</summary>
    public double? HydrateSeconds { get; init; }

    public double? DeprovisionSeconds { get; init; }

    /// <summary>When provisioning it was asked for, since the phase began.</summary>
    public double? ProvisionBeginSeconds { get; init; }

    public double? DeprovisionBeginSeconds { get; init; }

    public string? Error { get; init; }

    /// <summary>What hydrating it took, as the hub tells; absent where it does not.</summary>
    public long? Files { get; init; }
    public long? Bytes { get; init; }
    public long? MovedBytes { get; init; }
    public long? DeduplicatedBytes { get; init; }
    public long? Requests { get; init; }
}

/// <summary>Sums over the modules. Files, bytes and requests are those of hydration, but for <see cref="Dehydrated"/>.</summary>
public sealed record HubTotals
{
    public required int Modules { get; init; }
    public required int Ok { get; init; }
    public required int Failed { get; init; }

    /// <summary>Absent where the hub does not tell of any module.</summary>
    public long? Files { get; init; }
    public long? Bytes { get; init; }
    public long? MovedBytes { get; init; }
    public long? DeduplicatedBytes { get; init; }
    public long? Requests { get; init; }

    /// <summary>What giving the modules back wrote; absent where nothing was written back, or the hub does not tell.</summary>
    public HubDehydration? Dehydrated { get; init; }
}

/// <summary>Sums over the dehydrations of an iteration, as far as the hub tells.</summary>
public sealed record HubDehydration
{
    public long? Modules { get; init; }
    public long? Files { get; init; }
    public long? Bytes { get; init; }

    /// <summary>Sent to the backend.</summary>
    public long? MovedBytes { get; init; }

    /// <summary>Not sent, because the backend had them.</summary>
    public long? DeduplicatedBytes { get; init; }
    public long? Requests { get; init; }
}
