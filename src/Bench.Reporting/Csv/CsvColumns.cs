using System.Buffers;
using System.Globalization;
using Bench.Reporting.Model;
using Bench.Reporting.Rows;

namespace Bench.Reporting.Csv;

/// <summary>A row of <c>report.csv</c>: an entry, or one group of it where it has several.</summary>
internal sealed record CsvRow(ReportEntry Entry, ReportConfig? Config, GroupSummary Group);

/// <summary>A column: its header with the unit, and the cell of a row.</summary>
internal sealed record CsvColumn(string Header, Func<CsvRow, string> Cell);

/// <summary>The columns of <c>report.csv</c>.</summary>
internal static class CsvColumns
{
    private static readonly (string Header, string Param)[] KnownParams =
    [
        ("IOType", "io_type"),
        ("Jobs", "num_jobs"),
        ("FSize", "file_size"),
        ("BS", "block_size"),
        ("IOD", "io_depth"),
        ("NrFiles", "nr_files"),
        ("Direct", "direct"),
    ];

    /// <summary>Also the wide forms, which some spreadsheets read as the plain ones.</summary>
    private static readonly SearchValues<char> FormulaStarts = SearchValues.Create(
        "=+-@\t\r\n＝＋－＠"
    );

    /// <summary>All columns for these entries: the fixed ones, and one for every further template parameter.</summary>
    public static IReadOnlyList<CsvColumn> For(IReadOnlyCollection<ReportEntry> entries)
    {
        var known = KnownParams.Select(p => p.Param).ToHashSet(StringComparer.Ordinal);
        var further = entries
            .SelectMany(e => e.Params.Keys)
            .Distinct(StringComparer.Ordinal)
            .Where(p => !known.Contains(p))
            .Order(StringComparer.Ordinal);
        return
        [
            new("Matrix ID", r => Whole(r.Entry.MatrixId)),
            new("Test ID", r => Text(r.Entry.TestId)),
            new("Config", r => Text(r.Entry.ConfigLabel)),
            new("Commit", r => Text(r.Config?.ResolvedCommit ?? r.Config?.Commit)),
            .. KnownParams.Select(p => new CsvColumn(p.Header, r => Param(r, p.Param))),
            .. further.Select(p => new CsvColumn(Text(p), r => Param(r, p))),
            new("VM", r => Text(r.Entry.Vm)),
            new("Status", r => Words.Of(r.Entry.Status)),
            new("Reason", r => Text(r.Entry.Reason)),
            new("Iterations OK", r => Whole(r.Entry.IterationsOk)),
            new("Iterations Planned", r => Whole(r.Entry.IterationsPlanned)),
            new("Group", r => r.Entry.Groups is null ? "" : Whole(r.Group.Group)),
            .. Direction("Read", g => g.Read),
            .. Direction("Write", g => g.Write),
            new(
                "Write BW Flushed Median (MB/s)",
                r => Real(r.Group.Write?.FlushedBwBytesPerSecond?.Median, 1e6)
            ),
            .. Direction("Trim", g => g.Trim),
            .. Direction("Mixed", g => g.Mixed),
            .. Latency("Sync Latency", g => g.SyncLatNs),
            .. Resource("CPU", "%", 1, r => r.CpuPercent),
            .. Resource("Memory", "MB", 1e6, r => r.MemoryUsedBytes),
            .. Resource("Page Cache", "GB", 1e9, r => r.PageCacheBytes),
            .. Resource("Network Rx", "MB/s", 1e6, r => r.NetworkReceivedBytesPerSecond),
            .. Resource("Network Tx", "MB/s", 1e6, r => r.NetworkSentBytesPerSecond),
            .. Resource("Disk Read", "MB/s", 1e6, r => r.DiskReadBytesPerSecond),
            .. Resource("Disk Write", "MB/s", 1e6, r => r.DiskWrittenBytesPerSecond),
            .. Resource("Worker CPU", "% of a core", 1, r => r.WorkerCpuPercent),
            .. Resource("Mount CPU", "% of a core", 1, r => r.MountCpuPercent),
            .. Resource("Mount Memory", "MB", 1e6, r => r.MountResidentBytes),
            .. HubColumns.For(entries),
        ];
    }

    private static IEnumerable<CsvColumn> Direction(
        string name,
        Func<GroupSummary, DirectionSummary?> of
    ) =>
        [
            new($"{name} BW Median (MB/s)", r => Real(of(r.Group)?.BwBytesPerSecond.Median, 1e6)),
            new($"{name} BW Min (MB/s)", r => Real(of(r.Group)?.BwBytesPerSecond.Min, 1e6)),
            new($"{name} BW Max (MB/s)", r => Real(of(r.Group)?.BwBytesPerSecond.Max, 1e6)),
            new($"{name} IOPS Median", r => Real(of(r.Group)?.Iops.Median, 1)),
            .. Latency($"{name} Latency", g => of(g)?.ClatNs),
        ];

    private static IEnumerable<CsvColumn> Latency(
        string name,
        Func<GroupSummary, LatencySummary?> of
    ) =>
        [
            new($"{name} Min (us)", r => Real(of(r.Group)?.Min, 1e3)),
            new($"{name} Max (us)", r => Real(of(r.Group)?.Max, 1e3)),
            new($"{name} Avg (us)", r => Real(of(r.Group)?.Mean, 1e3)),
            new($"{name} Stddev (us)", r => Real(of(r.Group)?.Stddev, 1e3)),
            new($"{name} P50 (us)", r => Real(of(r.Group)?.P50, 1e3)),
            new($"{name} P90 (us)", r => Real(of(r.Group)?.P90, 1e3)),
            new($"{name} P95 (us)", r => Real(of(r.Group)?.P95, 1e3)),
            new($"{name} P99 (us)", r => Real(of(r.Group)?.P99, 1e3)),
            new($"{name} P99.9 (us)", r => Real(of(r.Group)?.P999, 1e3)),
        ];

    private static IEnumerable<CsvColumn> Resource(
        string name,
        string unit,
        double scale,
        Func<ResourceSummary, ResourceFigure?> of
    ) =>
        [
            new($"{name} Avg ({unit})", r => Real(Figure(r, of)?.Average, scale)),
            new($"{name} Peak ({unit})", r => Real(Figure(r, of)?.Peak, scale)),
        ];

    private static ResourceFigure? Figure(CsvRow row, Func<ResourceSummary, ResourceFigure?> of) =>
        row.Entry.Resources is { } resources ? of(resources) : null;

    private static string Param(CsvRow row, string name) =>
        Text(row.Entry.Params.GetValueOrDefault(name));

    /// <summary>
    /// Text that a spreadsheet would take for a formula gets an apostrophe in front; plain numbers such as <c>-1</c>
    /// stay as they are.
    /// </summary>
    internal static string Text(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }
        var visible = text.AsSpan().TrimStart(' ');
        var isFormula = !visible.IsEmpty && FormulaStarts.Contains(visible[0]);
        return isFormula && !IsNumber(text) ? $"'{text}" : text;
    }

    private static bool IsNumber(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && double.IsFinite(number);

    private static string Whole(int value) => value.ToString(CultureInfo.InvariantCulture);

    internal static string Real(double? value, double scale) =>
        value is { } number
            ? (number / scale).ToString("0.######", CultureInfo.InvariantCulture)
            : "";
}
