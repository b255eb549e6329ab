using Bench.Hub.Pipeline.Backends;
using Bench.Hub.Pipeline.Baselines;

namespace Bench.Hub.Pipeline.Stages;

/// <summary>What stage C works with.</summary>
public sealed record PerfRequest
{
    public required IBaselineSpace Space { get; init; }

    /// <summary>The preserved baseline, and the copy that the hub works on.</summary>
    public required string Seeded { get; init; }
    public required string RunPlace { get; init; }

    public required IBackend Backend { get; init; }
    public required string HubDataFolder { get; init; }
    public required string Bucket { get; init; }
    public required bool WipeHub { get; init; }
    public required bool Dehydration { get; init; }

    /// <summary>Whether the copy's pages are dropped from the cache before the hub starts.</summary>
    public bool ColdBackend { get; init; }

    /// <summary>The folder that gets this iteration's files.</summary>
    public required string Archive { get; init; }

    /// <summary>Whether a trace is written.</summary>
    public required bool Trace { get; init; }
}
