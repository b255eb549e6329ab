using System.Text.Json.Serialization;
using Bench.Model.Decisions;
using Bench.Model.Runs;

namespace Bench.Reporting.Model;

/// <summary>
/// <c>report.json</c>, schema <c>bench.report/1</c>: a function of the seal and of what it names. Durations are seconds,
/// latencies nanoseconds, rates bytes per second; bandwidth's M is 10⁶.
/// </summary>
public sealed record Report
{
    public required string Schema { get; init; }
    public required string BenchmarkId { get; init; }
    public string? RunName { get; init; }
    public string? ReportName { get; init; }

    /// <summary>The version that ran the benchmark.</summary>
    public required string BenchVersion { get; init; }

    /// <summary>Whether the run is not sealed yet, so that everything here may still change.</summary>
    public required bool Provisional { get; init; }

    /// <summary>Why the run was sealed; absent in a provisional report.</summary>
    public SealReason? Sealed { get; init; }

    /// <summary>When the run was made, and sealed, by the clocks of those who did. For people.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? SealedAt { get; init; }
    public required long Seed { get; init; }
    public required ReportSummary Summary { get; init; }
    public required ReportInputs Inputs { get; init; }
    public required RunOptions Options { get; init; }
    public required IReadOnlyList<ReportConfig> Configs { get; init; }
    public required IReadOnlyList<ReportVm> Vms { get; init; }

    /// <summary>Whether the VMs differ in processor, memory, kernel or tools.</summary>
    public required bool Heterogeneous { get; init; }

    /// <summary>What differs between VMs, such as <c>cpu_model</c>.</summary>
    public required IReadOnlyList<string> HeterogeneousIn { get; init; }

    /// <summary>By matrix id, then VM.</summary>
    public required IReadOnlyList<ReportEntry> Entries { get; init; }

    /// <summary>Entries that several VMs ran, pooled over these VMs.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<CombinedEntry>? Combined { get; init; }

    /// <summary>Entries that several VMs ran at once, summed over these VMs.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ReplicatedEntry>? Replicated { get; init; }
}

/// <summary>Counts of entries. An entry that several VMs ran counts once, as the worst of them.</summary>
public sealed record ReportSummary
{
    public required int EntriesTotal { get; init; }
    public required int Ok { get; init; }
    public required int Failed { get; init; }
    public required int Missing { get; init; }
    public required int Cancelled { get; init; }
    public required int IterationsOk { get; init; }
    public required int IterationsFailed { get; init; }

    /// <summary>Committed records that do not count because another attempt does.</summary>
    public required int RecordsSuperseded { get; init; }

    /// <summary>Sum of the measure phases of all ok iterations on all VMs.</summary>
    public required double MeasuredSeconds { get; init; }

    /// <summary>Sum of all iterations that count, with preparation and everything else.</summary>
    public required double IterationSeconds { get; init; }
}

/// <summary>What the run was made from.</summary>
public sealed record ReportInputs
{
    public required string ConfigSha256 { get; init; }
    public required ReportInput TestCsv { get; init; }
    public ReportInput? ConfigsCsv { get; init; }

    /// <summary>Absent where no test needed one.</summary>
    public ReportInput? JobFile { get; init; }
}

/// <summary>One input file by name and digest.</summary>
public sealed record ReportInput(string Name, string Sha256);

/// <summary>A config of the matrix.</summary>
public sealed record ReportConfig
{
    public required int ConfigId { get; init; }
    public required string Label { get; init; }
    public required string Commit { get; init; }
    public string? ResolvedCommit { get; init; }
    public required IReadOnlyList<string> MountArgs { get; init; }

    /// <summary>States of the caches of this config; absent for those of the run.</summary>
    public CacheMode? Cache { get; init; }
    public MetadataMode? Metadata { get; init; }
}

/// <summary>A VM of the run with the hosts behind it.</summary>
public sealed record ReportVm
{
    public required string Name { get; init; }
    public string? VmClass { get; init; }

    /// <summary>Entries that count from this VM.</summary>
    public required int Entries { get; init; }

    /// <summary>The hosts that its iterations saw, one as a rule; empty when no iteration counts.</summary>
    public required IReadOnlyList<ReportHost> Hosts { get; init; }

    /// <summary>Versions seen of each tool.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Tools { get; init; }
}

/// <summary>Facts of one host.</summary>
public sealed record ReportHost
{
    public required string HostName { get; init; }
    public required string BootId { get; init; }
    public required string Kernel { get; init; }
    public required string CpuModel { get; init; }
    public required int CpuCount { get; init; }
    public required long MemoryBytes { get; init; }
}
