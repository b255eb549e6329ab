using Bench.Model.Results;
using Bench.Reporting.Aggregation.Replicas;
using Bench.Reporting.Model;

namespace Bench.Reporting.Aggregation;

/// <summary>One entry on one VM, summed up.</summary>
internal sealed record EntryPart
{
    public required ReportEntry Entry { get; init; }

    /// <summary>What it was summed up from, kept only as long as other VMs ran the same entry.</summary>
    public required GroupPools Pools { get; init; }
    public required HubPool Hub { get; init; }
    public required IReadOnlyList<HostSighting> Hosts { get; init; }
    public required double MeasuredSeconds { get; init; }
    public required double IterationSeconds { get; init; }
    public required int IterationsFailed { get; init; }

    /// <summary>Iterations that it ran together with other VMs, kept no longer than the pools.</summary>
    public IReadOnlyList<ReplicaReading> Replicas { get; init; } = [];
}

/// <summary>A host and its tools as an iteration saw them.</summary>
internal sealed record HostSighting(
    string Vm,
    HostFacts Host,
    IReadOnlyDictionary<string, string> Tools
);
