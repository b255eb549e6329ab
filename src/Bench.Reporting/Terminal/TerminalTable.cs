using System.Globalization;
using System.Text;
using Bench.Reporting.Model;
using Bench.Reporting.Rows;

namespace Bench.Reporting.Terminal;

/// <summary>A row of the short table, as text.</summary>
public sealed record TerminalRow(
    string Id,
    string Test,
    string Config,
    string Vm,
    string Status,
    string Iterations,
    string Direction,
    string MegabytesPerSecond,
    string Iops,
    string P50Microseconds,
    string P99Microseconds
);

/// <summary>The short table for a terminal: what is not ok first, then the rest in the order of the report.</summary>
public static class TerminalTable
{
    /// <summary>Headers in the order of the columns, with units; columns from <see cref="FirstNumber"/> on are numbers.</summary>
    public static IReadOnlyList<string> Headers { get; } =
    ["#", "test", "config", "vm", "status", "iter", "dir", "MB/s", "IOPS", "p50 µs", "p99 µs"];

    /// <summary>Index of the first column that is aligned to the right.</summary>
    public const int FirstNumber = 7;

    private const int MaxReasons = 10;

    /// <summary>The rows. Control characters in labels are made visible, so that none reaches the terminal.</summary>
    public static IReadOnlyList<TerminalRow> Rows(Report report) =>
        [
            .. ReportRows
                .Of(report)
                .OrderBy(r => r.Entry.Status == Bench.Model.Sealing.EntryStatus.Ok ? 1 : 0)
                .Select(Row),
        ];

    /// <summary>
    /// The table as plain text, at most <paramref name="maxRows"/> rows, with LF line ends; below it the counts, and
    /// why entries are not ok.
    /// </summary>
    public static string Render(Report report, int maxRows)
    {
        var rows = Rows(report);
        IReadOnlyList<IReadOnlyList<string>> lines = [Headers, .. rows.Take(maxRows).Select(Cells)];
        var text = new StringBuilder();
        text.AppendColumns(lines, FirstNumber);
        if (rows.Count > maxRows)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"… and {rows.Count - maxRows} more rows in report.csv\n"
            );
        }
        return text.Append(HubLines.Of(report, maxRows, Visible))
            .Append(ReplicatedLines.Of(report, maxRows, Visible))
            .Append(Totals(report))
            .Append('\n')
            .Append(Reasons(report))
            .ToString();
    }

    /// <summary>Why entries are not ok: the first few, a line for each; empty when all are.</summary>
    private static string Reasons(Report report)
    {
        var bad = report.Entries.Where(entry => entry.Reason is not null).ToList();
        var lines = bad.Take(MaxReasons)
            .Select(entry =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"#{entry.MatrixId} {Words.Of(entry.Status)}: {Visible(entry.Reason!)}\n"
                )
            );
        var more =
            bad.Count > MaxReasons
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"… and {bad.Count - MaxReasons} more reasons in report.html\n"
                )
                : "";
        return string.Concat(lines) + more;
    }

    /// <summary>One line of counts.</summary>
    public static string Totals(Report report)
    {
        var s = report.Summary;
        var counts = string.Create(
            CultureInfo.InvariantCulture,
            $"{s.EntriesTotal} entries: {s.Ok} ok, {s.Failed} failed, {s.Missing} missing, {s.Cancelled} cancelled"
        );
        return report.Provisional ? $"{counts} (provisional: the run is not sealed)" : counts;
    }

    /// <summary>The cells of a row in the order of <see cref="Headers"/>.</summary>
    public static IReadOnlyList<string> Cells(TerminalRow row) =>
        [
            row.Id,
            row.Test,
            row.Config,
            row.Vm,
            row.Status,
            row.Iterations,
            row.Direction,
            row.MegabytesPerSecond,
            row.Iops,
            row.P50Microseconds,
            row.P99Microseconds,
        ];

    private static TerminalRow Row(ReportRow row)
    {
        var entry = row.Entry;
        var group = row.Group is { } id
            ? string.Create(CultureInfo.InvariantCulture, $" g{id}")
            : "";
        return new TerminalRow(
            entry.MatrixId.ToString(CultureInfo.InvariantCulture),
            Visible(entry.TestId),
            Visible(entry.ConfigLabel),
            Visible(entry.Vm ?? Figures.None),
            Words.Of(entry.Status),
            string.Create(
                CultureInfo.InvariantCulture,
                $"{entry.IterationsOk}/{entry.IterationsPlanned}"
            ),
            (row.Direction ?? Figures.None) + group,
            Figures.MegabytesPerSecond(row.Figures?.BwBytesPerSecond.Median),
            Figures.Digits(row.Figures?.Iops.Median),
            Figures.Microseconds(row.Figures?.ClatNs?.P50),
            Figures.Microseconds(row.Figures?.ClatNs?.P99)
        );
    }

    private static string Visible(string text) =>
        string.Concat(text.Select(c => char.IsControl(c) ? '\uFFFD' : c));
}
