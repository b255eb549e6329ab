using System.Text.Json.Serialization;
using Bench.Model.Results;
using Bench.Model.Sealing;

namespace Bench.Reporting.Model;

/// <summary>What one VM measured of one matrix entry.</summary>
public sealed record ReportEntry
{
    public required int MatrixId { get; init; }
    public required string TestId { get; init; }
    public required int TestOrdinal { get; init; }
    public required int ConfigId { get; init; }
    public required string ConfigLabel { get; init; }

    /// <summary>The VM that counts, or the one it was planned for when none does.</summary>
    public string? Vm { get; init; }
    public required EntryStatus Status { get; init; }

    /// <summary>Why it is not ok, in words; absent when it is.</summary>
    public string? Reason { get; init; }
    public required string Workload { get; init; }
    public required IReadOnlyDictionary<string, string> Params { get; init; }
    public int? Attempt { get; init; }

    /// <summary>The configs of this test case count from different VMs: do not compare them.</summary>
    public required bool CrossVm { get; init; }

    /// <summary>Whether other workers may have measured on the same host at the same time.</summary>
    public required bool Colocated { get; init; }
    public required int IterationsPlanned { get; init; }
    public required int IterationsOk { get; init; }

    /// <summary>Whether some but not all planned iterations are ok: figures are of these only.</summary>
    public required bool Partial { get; init; }

    /// <summary>Figures over the ok iterations, by direction; absent where there was no I/O.</summary>
    public DirectionSummary? Read { get; init; }
    public DirectionSummary? Write { get; init; }
    public DirectionSummary? Trim { get; init; }
    public DirectionSummary? Mixed { get; init; }
    public LatencySummary? SyncLatNs { get; init; }

    /// <summary>Figures by group where the job file has several (<c>stonewall</c>); never summed over groups.</summary>
    public IReadOnlyList<GroupSummary>? Groups { get; init; }

    /// <summary>Figures of hydrating modules, of workload <c>hub-hydration</c>.</summary>
    public HubSummary? Hub { get; init; }
    public ResourceSummary? Resources { get; init; }

    /// <summary>Durations over the ok iterations by phase; nested phases as <c>outer/inner</c>.</summary>
    public required IReadOnlyDictionary<string, PhaseSummary> Phases { get; init; }
    public required IReadOnlyList<ReportIteration> Iterations { get; init; }
}

/// <summary>An entry that several VMs ran: pooled over VMs and their ok iterations. Rates are per VM, not summed.</summary>
public sealed record CombinedEntry
{
    public required int MatrixId { get; init; }
    public required IReadOnlyList<string> Vms { get; init; }
    public DirectionSummary? Read { get; init; }
    public DirectionSummary? Write { get; init; }
    public DirectionSummary? Trim { get; init; }
    public DirectionSummary? Mixed { get; init; }
    public LatencySummary? SyncLatNs { get; init; }
    public IReadOnlyList<GroupSummary>? Groups { get; init; }
    public HubSummary? Hub { get; init; }
}

/// <summary>Figures of one group of concurrent jobs.</summary>
public sealed record GroupSummary
{
    /// <summary>fio's group id, from 0.</summary>
    public required int Group { get; init; }

    /// <summary>The names of its jobs.</summary>
    public required IReadOnlyList<string> Jobs { get; init; }
    public DirectionSummary? Read { get; init; }
    public DirectionSummary? Write { get; init; }
    public DirectionSummary? Trim { get; init; }
    public DirectionSummary? Mixed { get; init; }
    public LatencySummary? SyncLatNs { get; init; }
}

/// <summary>One iteration as it was committed.</summary>
public sealed record ReportIteration
{
    public required int Iteration { get; init; }
    public required int Block { get; init; }
    public required IterationStatus Status { get; init; }

    /// <summary>Why it failed; its figures are left out.</summary>
    public Failure? Failure { get; init; }
    public required double DurationSeconds { get; init; }

    /// <summary>State of the page cache at the begin of measuring, such as <c>dropped</c>.</summary>
    public string? Cache { get; init; }
    public IterationRates? Read { get; init; }
    public IterationRates? Write { get; init; }
    public IterationRates? Trim { get; init; }
    public IterationRates? Mixed { get; init; }
    public IReadOnlyList<IterationGroup>? Groups { get; init; }
    public HubIteration? Hub { get; init; }
    public required IReadOnlyList<PhaseSpan> Phases { get; init; }
}

/// <summary>Rates of one direction in one iteration.</summary>
/// <param name="BwBytesPerSecond">Bytes ÷ longest run time of the concurrent jobs.</param>
/// <param name="Iops">Operations ÷ longest run time of the concurrent jobs.</param>
public sealed record IterationRates(double BwBytesPerSecond, double Iops);

/// <summary>Rates of one group in one iteration.</summary>
public sealed record IterationGroup
{
    public required int Group { get; init; }
    public IterationRates? Read { get; init; }
    public IterationRates? Write { get; init; }
    public IterationRates? Trim { get; init; }
    public IterationRates? Mixed { get; init; }
}

/// <summary>Seconds that a phase took, over the ok iterations.</summary>
public sealed record PhaseSummary
{
    [JsonPropertyName("median_seconds")]
    public required double Median { get; init; }

    [JsonPropertyName("min_seconds")]
    public required double Min { get; init; }

    [JsonPropertyName("max_seconds")]
    public required double Max { get; init; }
}
