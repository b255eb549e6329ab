using System.Globalization;
using System.Text;
using Bench.Model.Json;
using Bench.Reporting.Model;
using CsvHelper;
using CsvHelper.Configuration;

namespace Bench.Reporting.Csv;

/// <summary>
/// <c>replicated.csv</c>: of each iteration that several VMs ran at once one row for all of them together and one for
/// each. Empty cells where there is no figure.
/// </summary>
public static class ReplicatedCsv
{
    /// <summary>What stands for the VM in the row of all.</summary>
    public const string All = "(all)";

    private static readonly Column[] s_columns =
    [
        new("Matrix ID", r => Whole(r.Entry.MatrixId)),
        new("Test ID", r => CsvColumns.Text(r.Entry.TestId)),
        new("Config", r => CsvColumns.Text(r.Entry.ConfigLabel)),
        new("Iteration", r => Whole(r.Iteration.Iteration)),
        new("Attempt", r => Whole(r.Iteration.Attempt)),
        new("Go Decision", r => Whole(r.Iteration.GoDecision)),
        new("Signal", r => EnumWords.NameOf(r.Share?.Signal ?? r.Iteration.Signal)),
        new("VM", r => r.Share?.Vm ?? All),
        new("Participants", r => Whole(r.Iteration.Participants.Count)),
        new("Window (s)", r => OfAll(r, w => w.Seconds)),
        new("Window Uncertainty (s)", r => OfAll(r, w => w.UncertaintySeconds)),
        new("Longest (s)", r => OfAll(r, w => w.LongestSeconds)),
        new("Ragged", r => r.Window is { } w ? (w.Ragged ? "yes" : "no") : ""),
        new("No Window Because", r => r.Share is null ? CsvColumns.Text(r.Iteration.NoWindow) : ""),
        new("Start Skew Min (s)", r => OfAll(r, w => w.StartSkewLowSeconds)),
        new("Start Skew Max (s)", r => OfAll(r, w => w.StartSkewHighSeconds)),
        new("Go Skew Min (s)", r => OfAll(r, w => w.GoSkewLowSeconds)),
        new("Go Skew Max (s)", r => OfAll(r, w => w.GoSkewHighSeconds)),
        new("At Work Skew Min (s)", r => OfAll(r, w => w.WorkSkewLowSeconds)),
        new("At Work Skew Max (s)", r => OfAll(r, w => w.WorkSkewHighSeconds)),
        new("First Done (s)", r => OfAll(r, w => w.FirstDoneSeconds)),
        new("Last Done (s)", r => OfAll(r, w => w.LastDoneSeconds)),
        new("After Go (s)", r => Real(r.Share?.AfterGoSeconds)),
        new("Start (s)", r => Real(r.Share?.StartSeconds)),
        new("Done (s)", r => Real(r.Share?.DoneSeconds)),
        new("Clock Uncertainty (s)", r => Real(r.Share?.ClockUncertaintySeconds)),
        .. Rate("Read", i => i.Read, s => s.Read),
        .. Rate("Write", i => i.Write, s => s.Write),
        .. Rate("Trim", i => i.Trim, s => s.Trim),
    ];

    /// <summary>As UTF-8 with LF line ends.</summary>
    public static byte[] Write(IEnumerable<ReplicatedEntry> entries)
    {
        using var stream = new MemoryStream();
        using (var text = new StreamWriter(stream, new UTF8Encoding(false)))
        using (
            var csv = new CsvWriter(
                text,
                new CsvConfiguration(CultureInfo.InvariantCulture) { NewLine = "\n" }
            )
        )
        {
            Record(csv, s_columns.Select(column => column.Header));
            foreach (var row in entries.SelectMany(Rows))
            {
                Record(csv, s_columns.Select(column => column.Cell(row)));
            }
        }
        return stream.ToArray();
    }

    private static IEnumerable<Row> Rows(ReplicatedEntry entry) =>
        from iteration in entry.Iterations
        from share in iteration.Vms.Prepend(null)
        select new Row(entry, iteration, share);

    private static void Record(CsvWriter csv, IEnumerable<string> cells)
    {
        foreach (var cell in cells)
        {
            csv.WriteField(cell);
        }
        csv.NextRecord();
    }

    private static IEnumerable<Column> Rate(
        string name,
        Func<ReplicatedIteration, WindowRate?> ofAll,
        Func<ReplicatedShare, WindowRate?> ofOne
    )
    {
        return
        [
            new($"{name} BW in Window (MB/s)", r => Megabytes(r, rate => rate.BytesPerSecond)),
            new($"{name} BW at Least (MB/s)", r => Megabytes(r, rate => rate.Low)),
            new($"{name} BW at Most (MB/s)", r => Megabytes(r, rate => rate.High)),
        ];

        string Megabytes(Row row, Func<WindowRate, double> figure) =>
            (row.Share is null ? ofAll(row.Iteration) : ofOne(row.Share)) is { } rate
                ? Real(figure(rate) / 1e6)
                : "";
    }

    private static string OfAll(Row row, Func<ReplicatedWindow, double> figure) =>
        row.Window is { } window ? Real(figure(window)) : "";

    private static string Whole(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Real(double? value) =>
        value is { } number ? number.ToString("0.######", CultureInfo.InvariantCulture) : "";

    private sealed record Row(
        ReplicatedEntry Entry,
        ReplicatedIteration Iteration,
        ReplicatedShare? Share
    )
    {
        /// <summary>Of the row of all only.</summary>
        public ReplicatedWindow? Window => Share is null ? Iteration.Window : null;
    }

    private sealed record Column(string Header, Func<Row, string> Cell);
}
