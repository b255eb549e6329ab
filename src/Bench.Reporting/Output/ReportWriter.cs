using Bench.Model.Json;
using Bench.Model.Keys;
using Bench.Model.Sealing;
using Bench.Reporting.Aggregation;
using Bench.Reporting.Model;
using Bench.Storage;

namespace Bench.Reporting.Output;

/// <summary>Aggregates a run and writes its report in one step.</summary>
public static class ReportWriter
{
    /// <summary>
    /// Aggregates what <paramref name="seal"/> names and writes the files to <c>report/</c> in the bucket. Doing so
    /// again writes the same bytes.
    /// </summary>
    /// <exception cref="StoreException">The store fails, or an object of the run is missing or corrupt.</exception>
    /// <exception cref="DocumentException">A record cannot be read.</exception>
    public static async Task<Report> WriteAsync(
        IObjectStore store,
        RunKeys keys,
        Seal seal,
        AggregationOptions options,
        CancellationToken cancel
    )
    {
        var report = await new ReportAggregator(store, options).AggregateAsync(seal, cancel);
        var files = await ReportFiles.RenderAsync(report, report.Options.SeparateConfigs);
        await files.WriteAsync(store, keys, cancel);
        return report;
    }
}
