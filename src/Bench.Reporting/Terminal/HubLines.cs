using System.Globalization;
using System.Text;
using Bench.Reporting.Model;
using Bench.Reporting.Rows;

namespace Bench.Reporting.Terminal;

/// <summary>Hydration of modules as a table for a terminal.</summary>
internal static class HubLines
{
    /// <summary>Index of the first column that is aligned to the right.</summary>
    private const int FirstNumber = 4;

    private static readonly IReadOnlyList<string> Headers =
    [
        "#",
        "test",
        "config",
        "vm",
        "modules/s",
        "provision p50 ms",
        "p99 ms",
        "hydrate p50 ms",
        "p99 ms",
        "deprovision p50 ms",
        "moved MB",
        "dedup %",
        "requests",
    ];

    /// <summary>Ends with a line feed; empty where there are none.</summary>
    public static string Of(Report report, int maxRows, Func<string, string> visible)
    {
        var rows = HubRow.Of(report);
        if (rows.Count == 0)
        {
            return "";
        }
        List<IReadOnlyList<string>> lines =
        [
            Headers,
            .. rows.Take(maxRows).Select(row => Cells(row, visible)),
        ];
        var text = new StringBuilder();
        text.AppendColumns(lines, FirstNumber);
        if (rows.Count > maxRows)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"… and {rows.Count - maxRows} more rows of hydration in report.html\n"
            );
        }
        return text.ToString();
    }

    private static IReadOnlyList<string> Cells(HubRow row, Func<string, string> visible)
    {
        var figures = row.Figures;
        return
        [
            row.MatrixId.ToString(CultureInfo.InvariantCulture),
            visible(row.Test ?? ""),
            visible(row.Config ?? ""),
            visible(row.Vm),
            Ranged(figures.ModulesPerSecond),
            Figures.Milliseconds(figures.ProvisionNs?.P50),
            Figures.Milliseconds(figures.ProvisionNs?.P99),
            Figures.Milliseconds(figures.HydrateNs?.P50),
            Figures.Milliseconds(figures.HydrateNs?.P99),
            Figures.Milliseconds(figures.DeprovisionNs?.P50),
            Figures.Digits(figures.MovedBytes?.Median / 1e6),
            Figures.Digits(figures.DedupRatio?.Median * 100),
            Figures.Digits(figures.Requests?.Median),
        ];
    }

    private static string Ranged(RateSummary? rate) =>
        rate is { Values.Count: > 1 }
            ? $"{Figures.Digits(rate.Median)} ({Figures.Digits(rate.Min)}–{Figures.Digits(rate.Max)})"
            : Figures.Digits(rate?.Median);
}
