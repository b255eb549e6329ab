using System.Text;
using Bench.Model.Sealing;
using Bench.Protocol.Records;
using Bench.Reporting.Aggregation;
using Bench.Reporting.Model;
using Bench.Reporting.Output;
using Bench.Reporting.Terminal;
using Bench.Storage.Files;

namespace Bench.Cli.Verbs;

/// <summary>What is done when a run is sealed: the report, and the exit code.</summary>
internal static class RunEnd
{
    /// <summary>A terminal is no place for thousands of rows.</summary>
    private const int MostRows = 60;

    /// <summary>0 when every entry is ok, else 1.</summary>
    public static int CodeOf(Seal seal) =>
        seal.Entries.All(entry => entry.Status == EntryStatus.Ok)
            ? ExitCodes.Done
            : ExitCodes.Failures;

    /// <summary>Writes the report into the bucket.</summary>
    public static Task<Report> WriteReportAsync(
        RecordStore records,
        Seal seal,
        CancellationToken cancel
    ) =>
        ReportWriter.WriteAsync(
            records.Store,
            records.Keys,
            seal,
            new AggregationOptions(),
            cancel
        );

    /// <summary>Prints a report's short form and where the whole of it is.</summary>
    public static void Print(Report report, string location, TextWriter output)
    {
        output.WriteLine();
        output.WriteLine(TerminalTable.Render(report, MostRows).TrimEnd());
        output.WriteLine();
        output.WriteLine($"report: {location}");
    }

    public static void PrintJson(Report report, TextWriter output) =>
        output.Write(Encoding.UTF8.GetString(ReportDocument.Write(report)));

    /// <summary>The page: a path that can be opened where the store is a folder, else the URI.</summary>
    public static string Location(RecordStore records) =>
        records.Store is FileStore files
            ? $"{files.Root}/{records.Keys.Report}{ReportFiles.Html}"
            : records.UriOf(records.Keys.Report + ReportFiles.Html);
}
