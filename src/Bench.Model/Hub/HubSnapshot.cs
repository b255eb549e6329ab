using Bench.Model.Json;

namespace Bench.Model.Hub;

/// <summary><c>bench-snapshot.json</c>, beside the modules of a snapshot: where they were taken from.</summary>
public sealed record HubSnapshot : Document
{
    /// <summary>Of the last stage that added modules.</summary>
    public required string BenchVersion { get; init; }

    /// <summary>The last one last; more than one where stages took modules from several sources.</summary>
    public required IReadOnlyList<HubSource> Sources { get; init; }
}

/// <summary>Where modules were taken from, and by which hub.</summary>
public sealed record HubSource
{
    /// <summary>The store's URI, which holds no credentials.</summary>
    public required string Source { get; init; }

    /// <summary>By whose age the modules were ranked, where the store is not one of Bench's own.</summary>
    public required string StateObject { get; init; }

    /// <summary>By the clock of the machine that took them. For people.</summary>
    public required DateTimeOffset TakenAt { get; init; }

    public required string HostName { get; init; }

    /// <summary>The hub that brought them.</summary>
    public required HubUse Hub { get; init; }
}

/// <summary>A hub that a stage drove, and the options that it was given. Bench's own where neither command nor URL is there.</summary>
public sealed record HubUse
{
    /// <summary>How the hub was started, without what was filled in, and without secrets.</summary>
    public string? HubCommand { get; init; }

    /// <summary>The hub that was there already, with options of its own.</summary>
    public string? HubUrl { get; init; }

    /// <summary>Whether small files are put together.</summary>
    public bool? Pack { get; init; }

    /// <summary>Absent where the hub decides.</summary>
    public long? PackThresholdBytes { get; init; }
    public int? ProvisionThreads { get; init; }
    public int? HydrationThreads { get; init; }
}
