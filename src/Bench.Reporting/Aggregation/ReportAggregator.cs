using Bench.Model.Json;
using Bench.Model.Runs;
using Bench.Model.Sealing;
using Bench.Reporting.Model;
using Bench.Storage;

namespace Bench.Reporting.Aggregation;

/// <summary>
/// Computes a report from a seal and what it names, entry by entry: seal → result → iteration → raw files, each by its
/// known key and never by listing. Memory holds a summary of every entry and the raw files of a few.
/// </summary>
public sealed class ReportAggregator(IObjectStore store, AggregationOptions options)
{
    private const int FullCdfPoints = 60;
    private const int LeastCdfPoints = 12;

    /// <summary>Points of all distributions together, so that the charts of a large run stay usable.</summary>
    private const int AllCdfPoints = 60_000;

    /// <summary>Aggregates the run that <paramref name="seal"/> seals.</summary>
    /// <exception cref="StoreException">
    /// The store fails, or an object is missing or has other bytes than were committed
    /// (<see cref="StoreError.Corrupt"/>; the message names the key).
    /// </exception>
    /// <exception cref="DocumentException">A record cannot be read.</exception>
    public async Task<Report> AggregateAsync(Seal seal, CancellationToken cancel)
    {
        var records = new RecordReader(store, options.Verify);
        var config = await records.RecordAsync<RunConfig>(seal.Config, cancel);
        var aggregator = new EntryAggregator(
            config,
            PlannedVms(config),
            records,
            Math.Clamp(
                AllCdfPoints / Math.Max(seal.Entries.Count, 1),
                LeastCdfPoints,
                FullCdfPoints
            )
        );
        var builder = new ReportBuilder(config, seal, options.Provisional);
        var entries = Complete(seal, config)
            .GroupBy(e => e.MatrixId)
            .OrderBy(g => g.Key)
            .Select(g => g.OrderBy(e => e.Vm, StringComparer.Ordinal).ToArray());
        var summaries = OrderedParallel.MapAsync(
            entries,
            (entry, stop) => SummariseAsync(aggregator, entry, stop),
            options.Parallelism,
            cancel
        );
        await foreach (var summary in summaries)
        {
            builder.Add(summary);
        }
        return builder.Build();
    }

    /// <summary>The sealed entries; one that the seal does not name is missing, never skipped.</summary>
    private static IEnumerable<SealedEntry> Complete(Seal seal, RunConfig config)
    {
        var named = seal.Entries.Select(e => e.MatrixId).ToHashSet();
        var unnamed = Enumerable
            .Range(1, config.EntryCount)
            .Where(id => !named.Contains(id))
            .Select(id => new SealedEntry { MatrixId = id, Status = EntryStatus.Missing });
        return seal.Entries.Concat(unnamed);
    }

    private static async Task<EntrySummary> SummariseAsync(
        EntryAggregator aggregator,
        SealedEntry[] vms,
        CancellationToken cancel
    )
    {
        var parts = new List<EntryPart>(vms.Length);
        foreach (var vm in vms)
        {
            parts.Add(await aggregator.AggregateAsync(vm, cancel));
        }
        return new EntrySummary(
            // What was pooled is summed up now, and must not stay in memory.
            [.. parts.Select(part => part with { Replicas = [] })],
            parts.Count > 1 ? aggregator.Combine(parts) : null,
            aggregator.Replicated(parts)
        );
    }

    private static Dictionary<int, string> PlannedVms(RunConfig config)
    {
        var planned = new Dictionary<int, string>(config.EntryCount);
        foreach (var share in config.Distribution)
        {
            foreach (var matrixId in share.Entries)
            {
                planned.TryAdd(matrixId, share.Vm);
            }
        }
        return planned;
    }
}
