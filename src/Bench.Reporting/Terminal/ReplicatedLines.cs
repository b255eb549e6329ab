using System.Globalization;
using System.Text;
using Bench.Reporting.Model;
using Bench.Reporting.Rows;

namespace Bench.Reporting.Terminal;

/// <summary>Entries that VMs ran at once, a line for each direction, for a terminal.</summary>
internal static class ReplicatedLines
{
    /// <summary>Ends with a line feed; empty where there are none.</summary>
    public static string Of(Report report, int maxEntries, Func<string, string> visible)
    {
        var entries = report.Replicated ?? [];
        var text = new StringBuilder();
        foreach (var entry in entries.Take(maxEntries))
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"#{entry.MatrixId} on {entry.Vms.Count} VMs at once: {Rates(entry)}{Remarks(entry, visible)}\n"
            );
        }
        return entries.Count > maxEntries
            ? text.Append(
                    CultureInfo.InvariantCulture,
                    $"… and {entries.Count - maxEntries} more in replicated.csv\n"
                )
                .ToString()
            : text.ToString();
    }

    private static string Rates(ReplicatedEntry entry)
    {
        (string Name, RateSummary? Rate)[] directions =
        [
            ("read", entry.Read),
            ("write", entry.Write),
            ("trim", entry.Trim),
        ];
        var texts = directions
            .Where(d => d.Rate is not null)
            .Select(d =>
                $"{d.Name} {Figures.MegabytesPerSecond(d.Rate!.Median)} MB/s ({Figures.MegabytesPerSecond(d.Rate.Min)}–{Figures.MegabytesPerSecond(d.Rate.Max)})"
            )
            .ToList();
        return texts.Count > 0 ? string.Join(", ", texts) : "no common window";
    }

    private static string Remarks(ReplicatedEntry entry, Func<string, string> visible)
    {
        string?[] remarks =
        [
            Count(entry.IterationsOk, entry.IterationsPlanned, "ok"),
            entry.IterationsRagged == 0
                ? null
                : Count(entry.IterationsRagged, entry.IterationsWithWindow, "ragged"),
            entry.UnlikeParticipants ? "iterations on unlike VMs" : null,
            entry.HeterogeneousIn.Count == 0
                ? null
                : $"heterogeneous: {visible(string.Join(", ", entry.HeterogeneousIn))}",
        ];
        return $"; {string.Join("; ", remarks.OfType<string>())}";
    }

    private static string Count(int some, int all, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{some} of {all} iterations {what}");
}
