using System.Globalization;
using System.Net;
using Bench.Model.Sealing;
using Bench.Reporting.Model;
using Bench.Reporting.Rows;

namespace Bench.Reporting.Html;

/// <summary>A column of the results table.</summary>
public sealed record TableColumn(string Label, string? Unit, bool IsNumber, string? Title = null);

/// <summary>A table cell as markup; its text is encoded by <see cref="TableCell"/>'s makers.</summary>
public sealed record TableCell(string Html)
{
    public static TableCell Text(string text) => new($"<td>{Encode(text)}</td>");

    /// <summary>Text of any length, which wraps when it is long.</summary>
    public static TableCell Label(string text) =>
        new($"<td><span class=\"t\">{Encode(text)}</span></td>");

    /// <summary>A number with the value to sort by, and a second line.</summary>
    public static TableCell Number(string text, double? value, string? below = null)
    {
        var sort = value is { } number
            ? $" data-v=\"{number.ToString("R", CultureInfo.InvariantCulture)}\""
            : "";
        var second = below is null ? "" : $"<small>{Encode(below)}</small>";
        return new TableCell($"<td class=\"num\"{sort}>{Encode(text)}{second}</td>");
    }

    public static TableCell Id(int id)
    {
        var text = id.ToString(CultureInfo.InvariantCulture);
        return new TableCell($"<th scope=\"row\" class=\"num\" data-v=\"{text}\">{text}</th>");
    }

    public static TableCell Badge(string text, string cssClass, string? after) =>
        new(
            $"<td><span class=\"badge {cssClass}\">{Encode(text)}</span>{(after is null ? "" : $"<small>{Encode(after)}</small>")}</td>"
        );

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}

/// <summary>A row: one direction of one group of an entry.</summary>
public sealed record TableRow(int MatrixId, string Status, IReadOnlyList<TableCell> Cells);

/// <summary>
/// What a results table shows. Parameters that are the same for all entries stand above it and have no column. Cells
/// are prepared as markup, because a component for each of 200,000 cells would take seconds.
/// </summary>
public sealed class TableView
{
    /// <summary>Most rows of one table; more are named as left out and are in the other files.</summary>
    public const int MostRows = 10_000;

    private readonly bool _hasMount;
    private readonly bool _hasConfig;
    private readonly IReadOnlyList<string> _params;
    private readonly HashSet<string> _numericParams;

    public TableView(IReadOnlyList<ReportEntry> entries, bool hasConfigColumn)
    {
        _hasConfig = hasConfigColumn;
        _hasMount = entries.Any(e => e.Resources?.MountCpuPercent is not null);
        var names = ParamNames(entries);
        _params = [.. names.Where(name => Varies(entries, name))];
        _numericParams =
        [
            .. _params.Where(name =>
                entries.All(e =>
                    !e.Params.TryGetValue(name, out var value)
                    || SizeOrder.ValueOf(value) is not null
                )
            ),
        ];
        ConstantParams =
        [
            .. names
                .Where(name => !Varies(entries, name))
                .Select(name => (name, entries[0].Params[name])),
        ];
        Columns = [.. BuildColumns()];
        var rows = entries.SelectMany(ReportRows.Of).ToList();
        RowsLeftOut = Math.Max(0, rows.Count - MostRows);
        var shown =
            RowsLeftOut == 0
                ? rows
                : rows.OrderBy(r => r.Entry.Status == EntryStatus.Ok ? 1 : 0).Take(MostRows);
        Rows = [.. shown.Select(Row)];
    }

    public IReadOnlyList<TableColumn> Columns { get; }
    public IReadOnlyList<TableRow> Rows { get; }
    public int RowsLeftOut { get; }

    /// <summary>Parameters with one value in all entries.</summary>
    public IReadOnlyList<(string Name, string Value)> ConstantParams { get; }

    public static string StatusClass(EntryStatus status) =>
        status switch
        {
            EntryStatus.Ok => "s-ok",
            EntryStatus.Failed => "s-bad",
            _ => "s-warn",
        };

    /// <summary>Names of parameters over all entries, in the order of the columns of the test CSV.</summary>
    public static IReadOnlyList<string> ParamNames(IEnumerable<ReportEntry> entries) =>
        [.. entries.SelectMany(e => e.Params.Keys).Distinct(StringComparer.Ordinal)];

    public static bool Varies(IEnumerable<ReportEntry> entries, string name) =>
        entries
            .Select(e => e.Params.GetValueOrDefault(name))
            .Distinct(StringComparer.Ordinal)
            .Skip(1)
            .Any();

    private IEnumerable<TableColumn> BuildColumns()
    {
        yield return new("#", null, true, "Matrix id");
        yield return new("Test", null, false);
        if (_hasConfig)
        {
            yield return new("Config", null, false);
        }
        yield return new("VM", null, false);
        yield return new("Status", null, false);
        yield return new("Iter.", null, true, "Iterations ok of planned");
        foreach (var name in _params)
        {
            yield return new(name, null, _numericParams.Contains(name), $"Parameter {name}");
        }
        yield return new("Dir", null, false, "Direction of I/O");
        yield return new("Bandwidth", "MB/s", true, "Median over iterations");
        yield return new("IOPS", "1/s", true, "Median over iterations");
        yield return new("Mean", "µs", true, "Mean completion latency");
        yield return new("p50", "µs", true, "Completion latency, 50 % quantile");
        yield return new("p95", "µs", true, "Completion latency, 95 % quantile");
        yield return new("p99", "µs", true, "Completion latency, 99 % quantile");
        yield return new("p99.9", "µs", true, "Completion latency, 99.9 % quantile");
        yield return new("CPU", "%", true, "Average of all cores while measuring");
        if (_hasMount)
        {
            yield return new("Mount CPU", "%", true, "The mount's processes, 100 % being one core");
            yield return new(
                "Mount mem.",
                "MB",
                true,
                "Peak resident memory of the mount's processes"
            );
        }
    }

    private TableRow Row(ReportRow row)
    {
        var entry = row.Entry;
        var cells = new List<TableCell>(Columns.Count)
        {
            TableCell.Id(entry.MatrixId),
            TableCell.Label(entry.TestId),
        };
        if (_hasConfig)
        {
            cells.Add(TableCell.Label(entry.ConfigLabel));
        }
        cells.Add(TableCell.Text(entry.Vm ?? Figures.None));
        cells.Add(
            TableCell.Badge(Words.Of(entry.Status), StatusClass(entry.Status), Remarks(entry))
        );
        cells.Add(
            TableCell.Number(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{entry.IterationsOk}/{entry.IterationsPlanned}"
                ),
                entry.IterationsOk
            )
        );
        cells.AddRange(_params.Select(name => Param(entry, name)));
        cells.AddRange(FigureCells(row));
        return new TableRow(entry.MatrixId, Words.Of(entry.Status), cells);
    }

    private IEnumerable<TableCell> FigureCells(ReportRow row)
    {
        var figures = row.Figures;
        var clat = figures?.ClatNs;
        var cpu = row.Entry.Resources?.CpuPercent?.Average;
        var group = row.Group is { } id
            ? string.Create(CultureInfo.InvariantCulture, $" group {id}")
            : "";
        yield return TableCell.Text((row.Direction ?? Figures.None) + group);
        yield return Rate(
            figures?.BwBytesPerSecond,
            Figures.MegabytesPerSecond,
            figures?.FlushedBwBytesPerSecond
        );
        yield return Rate(figures?.Iops, Figures.Digits);
        yield return Latency(clat?.Mean);
        yield return Latency(clat?.P50);
        yield return Latency(clat?.P95);
        yield return Latency(clat?.P99);
        yield return Latency(clat?.P999);
        yield return TableCell.Number(Figures.Digits(cpu), cpu);
        if (_hasMount)
        {
            var mountCpu = row.Entry.Resources?.MountCpuPercent?.Average;
            var megabytes = row.Entry.Resources?.MountResidentBytes?.Peak / 1e6;
            yield return TableCell.Number(Figures.Digits(mountCpu), mountCpu);
            yield return TableCell.Number(Figures.Digits(megabytes), megabytes);
        }
    }

    private static string? Remarks(ReportEntry entry)
    {
        string?[] remarks =
        [
            entry.Partial ? "partial" : null,
            entry.CrossVm ? "other VM" : null,
            entry.Colocated ? "colocated" : null,
        ];
        var text = string.Join(", ", remarks.OfType<string>());
        return text.Length > 0 ? text : null;
    }

    private TableCell Param(ReportEntry entry, string name)
    {
        var value = entry.Params.GetValueOrDefault(name, Figures.None);
        return _numericParams.Contains(name)
            ? TableCell.Number(value, SizeOrder.ValueOf(value))
            : TableCell.Label(value);
    }

    private static TableCell Latency(double? nanoseconds) =>
        TableCell.Number(Figures.Microseconds(nanoseconds), nanoseconds);

    private static TableCell Rate(
        RateSummary? rate,
        Func<double?, string> format,
        RateSummary? flushed = null
    )
    {
        if (rate is null)
        {
            return TableCell.Number(Figures.None, null);
        }
        var (low, high) = rate.Interval is { } interval
            ? (interval.Low, interval.High)
            : (rate.Min, rate.Max);
        var range = rate.Values.Count > 1 ? $"{format(low)}–{format(high)}" : null;
        var toDisk = flushed is null ? null : $"flushed {format(flushed.Median)}";
        var below = string.Join(" · ", new[] { range, toDisk }.OfType<string>());
        return TableCell.Number(format(rate.Median), rate.Median, below.Length == 0 ? null : below);
    }
}
