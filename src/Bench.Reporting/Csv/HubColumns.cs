using Bench.Reporting.Model;

namespace Bench.Reporting.Csv;

/// <summary>The columns of hydration, of reports that have any.</summary>
internal static class HubColumns
{
    public static IEnumerable<CsvColumn> For(IReadOnlyCollection<ReportEntry> entries) =>
        entries.Any(entry => entry.Hub is not null)
            ?
            [
                .. Rate("Modules", "", 1, hub => hub.Modules),
                .. Rate("Modules per s", "", 1, hub => hub.ModulesPerSecond),
                .. Rate("Hydrated", " (MB/s)", 1e6, hub => hub.BytesPerSecond),
                .. Rate("Hub Files", "", 1, hub => hub.Files),
                .. Rate("Hub Bytes", " (MB)", 1e6, hub => hub.Bytes),
                .. Rate("Hub Moved", " (MB)", 1e6, hub => hub.MovedBytes),
                .. Rate("Hub Dedup Ratio", "", 1, hub => hub.DedupRatio),
                .. Rate("Hub Requests", "", 1, hub => hub.Requests),
                .. Latency("Provision", hub => hub.ProvisionNs),
                .. Latency("Hydrate", hub => hub.HydrateNs),
                .. Latency("Deprovision", hub => hub.DeprovisionNs),
            ]
            : [];

    private static IEnumerable<CsvColumn> Rate(
        string name,
        string unit,
        double scale,
        Func<HubSummary, RateSummary?> of
    ) =>
        [
            Cell($"{name} Median{unit}", scale, hub => of(hub)?.Median),
            Cell($"{name} Min{unit}", scale, hub => of(hub)?.Min),
            Cell($"{name} Max{unit}", scale, hub => of(hub)?.Max),
        ];

    private static IEnumerable<CsvColumn> Latency(
        string name,
        Func<HubSummary, LatencySummary?> of
    ) =>
        [
            Cell($"{name} Min (ms)", 1e6, hub => of(hub)?.Min),
            Cell($"{name} Max (ms)", 1e6, hub => of(hub)?.Max),
            Cell($"{name} Avg (ms)", 1e6, hub => of(hub)?.Mean),
            Cell($"{name} P50 (ms)", 1e6, hub => of(hub)?.P50),
            Cell($"{name} P90 (ms)", 1e6, hub => of(hub)?.P90),
            Cell($"{name} P95 (ms)", 1e6, hub => of(hub)?.P95),
            Cell($"{name} P99 (ms)", 1e6, hub => of(hub)?.P99),
            Cell($"{name} P99.9 (ms)", 1e6, hub => of(hub)?.P999),
        ];

    private static CsvColumn Cell(string header, double scale, Func<HubSummary, double?> of) =>
        new(header, row => CsvColumns.Real(row.Entry.Hub is { } hub ? of(hub) : null, scale));
}
