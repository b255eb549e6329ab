using Bench.Model.Hub;
using Bench.Model.Json;
using Bench.Reporting.Model;
using Bench.Statistics.Histograms;
using Bench.Statistics.Moments;

namespace Bench.Reporting.Aggregation;

/// <summary>What the summary of a hub's iteration says, or why it says nothing that counts.</summary>
internal sealed record HubReading
{
    /// <summary>The role of such a raw file.</summary>
    public const string Role = "hub";

    private const string ProvisionPhase = "provision";

    public string? Error { get; init; }
    public required HubIteration Figures { get; init; }
    public double? BytesPerSecond { get; init; }
    public required LatencyMeasure Provision { get; init; }
    public required LatencyMeasure Hydrate { get; init; }
    public required LatencyMeasure Deprovision { get; init; }

    /// <summary>Never throws for what the file holds: one without trustworthy figures says why.</summary>
    public static HubReading Read(ReadOnlyMemory<byte> content)
    {
        HubPerfSummary summary;
        try
        {
            summary = Documents.Read<HubPerfSummary>(content.Span, "summary.json");
        }
        catch (DocumentException e)
        {
            return Of([], 0, null) with { Error = e.Message };
        }
        var seconds = summary
            .Phases.Where(phase => phase.Name == ProvisionPhase)
            .Sum(phase => phase.Seconds);
        return Of(summary.Modules, seconds, summary.Totals) with { Error = ErrorOf(summary) };
    }

    private static string? ErrorOf(HubPerfSummary summary)
    {
        var failed = summary.Modules.FirstOrDefault(module => module.Error is not null);
        if (failed is not null)
        {
            return $"module {failed.Module} failed: {failed.Error}";
        }
        if (summary.Modules.Count == 0 || summary.Modules.Count != summary.Totals.Modules)
        {
            return FormattableString.Invariant(
                $"it lists {summary.Modules.Count} modules where {summary.Totals.Modules} were to be provisioned"
            );
        }
        return summary.Modules.Any(module =>
            module.ProvisionSeconds is null || module.DeprovisionSeconds is null
        )
            ? "a module was not provisioned and given back"
            : null;
    }

    private static HubReading Of(
        IReadOnlyList<HubModuleSummary> modules,
        double seconds,
        HubTotals? totals
    ) =>
        new()
        {
            Figures = new HubIteration
            {
                Modules = modules.Count,
                ModulesPerSecond = seconds > 0 ? modules.Count / seconds : null,
                Files = totals?.Files,
                Bytes = totals?.Bytes,
                MovedBytes = totals?.MovedBytes,
                DedupRatio = totals
                    is { Bytes: > 0 and var bytes, DeduplicatedBytes: { } duplicate }
                    ? (double)duplicate / bytes
                    : null,
                Requests = totals?.Requests,
            },
            BytesPerSecond = seconds > 0 ? totals?.Bytes / seconds : null,
            Provision = Latencies(modules, module => module.ProvisionSeconds),
            Hydrate = Latencies(modules, module => module.HydrateSeconds),
            Deprovision = Latencies(modules, module => module.DeprovisionSeconds),
        };

    /// <summary>
    /// Exact values and no bins, which end at 17 s: a module may take longer, and there are thousands of them and not
    /// millions.
    /// </summary>
    private static LatencyMeasure Latencies(
        IReadOnlyList<HubModuleSummary> modules,
        Func<HubModuleSummary, double?> of
    )
    {
        var nanoseconds = modules
            .Select(of)
            .OfType<double>()
            .Select(seconds => (long)Math.Round(Math.Max(0, seconds) * 1e9))
            .ToList();
        return new LatencyMeasure(
            SampleMoments.FromSamples(nanoseconds.Select(value => (double)value)),
            Histogram.FromBins(nanoseconds.Select(value => KeyValuePair.Create(value, 1L)))
        );
    }
}
