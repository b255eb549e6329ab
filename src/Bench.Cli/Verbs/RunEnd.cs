using Bench.Cli.Inputs;
using Bench.Cli.Output;
using Bench.Model.Sealing;
using Bench.Protocol.Records;
using Bench.Reporting.Aggregation;
using Bench.Reporting.Output;
using Bench.Reporting.Terminal;
using Bench.Storage.Files;

namespace Bench.Cli.Verbs;

/// <summary>What is done when a run is sealed: the report, and the exit code.</summary>
internal static class RunEnd
{
    /// <summary>A terminal is no place for thousands of rows.</summary>
    public const int MostRows = 60;

    /// <summary>0 when every entry is ok, else 1.</summary>
    public static int CodeOf(Seal seal) =>
        seal.Entries.All(entry => entry.Status == EntryStatus.Ok)
            ? ExitCodes.Done
            : ExitCodes.Failures;

    /// <summary>Writes the report into the bucket, prints its short form and where it is.</summary>
    public static async Task<int> ReportAsync(
        RecordStore records,
        Seal seal,
        TextWriter output,
        CancellationToken cancel
    )
    {
        var report = await ReportWriter.WriteAsync(
            records.Store,
            records.Keys,
            seal,
            new AggregationOptions(),
            cancel
        );
        output.WriteLine();
        output.WriteLine(TerminalTable.Render(report, MostRows));
        output.WriteLine();
        output.WriteLine($"report: {Location(records, ReportFiles.Html)}");
        return CodeOf(seal);
    }

    /// <summary>A path that can be opened where the store is a folder, else the URI.</summary>
    public static string Location(RecordStore records, string file) =>
        records.Store is FileStore files
            ? $"{files.Root}/{records.Keys.Report}{file}"
            : records.UriOf(records.Keys.Report + file);
}
