using System.Globalization;
using System.Text;
using Bench.Reporting.Model;
using Bench.Reporting.Rows;
using CsvHelper;
using CsvHelper.Configuration;

namespace Bench.Reporting.Csv;

/// <summary>
/// <c>report.csv</c>: one row an entry (one a group where the job file has several), units in the headers. Empty cells
/// where there is no figure; no entry is without a row.
/// </summary>
public static class CsvReport
{
    /// <summary>The whole report, or only the entries of one config, as UTF-8 with LF line ends.</summary>
    public static byte[] Write(Report report, int? configId = null)
    {
        var entries = report
            .Entries.Where(e => configId is null || e.ConfigId == configId)
            .ToList();
        var configs = report.Configs.ToDictionary(c => c.ConfigId);
        var columns = CsvColumns.For(entries);
        using var stream = new MemoryStream();
        using (var text = new StreamWriter(stream, new UTF8Encoding(false)))
        using (var csv = new CsvWriter(text, Configuration))
        {
            foreach (var column in columns)
            {
                csv.WriteField(column.Header);
            }
            csv.NextRecord();
            foreach (var entry in entries)
            {
                foreach (var group in ReportRows.GroupsOf(entry))
                {
                    var row = new CsvRow(entry, configs.GetValueOrDefault(entry.ConfigId), group);
                    foreach (var column in columns)
                    {
                        csv.WriteField(column.Cell(row));
                    }
                    csv.NextRecord();
                }
            }
        }
        return stream.ToArray();
    }

    private static CsvConfiguration Configuration =>
        new(CultureInfo.InvariantCulture) { NewLine = "\n" };
}
