using Bench.Model.Hub;

namespace Bench.Cli.Hubs.Documents;

/// <summary>What <c>bench hub perf --json</c> prints; each archive's <c>summary.json</c> has all of an iteration.</summary>
internal sealed record PerfDocument
{
    public const string SchemaName = "bench.hub-perf-runs/1";

    public required string Schema { get; init; }

    /// <summary>In the order in which they ran.</summary>
    public required IReadOnlyList<PerfIteration> Iterations { get; init; }
}

/// <summary>One iteration.</summary>
internal sealed record PerfIteration
{
    /// <summary>The folder that has its files.</summary>
    public required string Archive { get; init; }
    public required IReadOnlyList<HubPhase> Phases { get; init; }
    public required HubTotals Totals { get; init; }

    public static PerfIteration Of(string archive, HubPerfSummary summary) =>
        new()
        {
            Archive = Path.GetFullPath(archive),
            Phases = summary.Phases,
            Totals = summary.Totals,
        };
}
