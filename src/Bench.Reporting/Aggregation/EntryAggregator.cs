using Bench.Model.Results;
using Bench.Model.Runs;
using Bench.Model.Sealing;
using Bench.Reporting.Aggregation.Replicas;
using Bench.Reporting.Model;

namespace Bench.Reporting.Aggregation;

/// <summary>Sums up one sealed entry from its result record down to the raw files.</summary>
internal sealed class EntryAggregator(
    RunConfig config,
    IReadOnlyDictionary<int, string> plannedVms,
    RecordReader records,
    int cdfPoints
)
{
    private readonly IterationReader _iterations = new(records);

    public async Task<EntryPart> AggregateAsync(SealedEntry sealedEntry, CancellationToken cancel)
    {
        var (result, references) = await ReferencesAsync(sealedEntry, cancel);
        var readings = new List<ReportIteration>();
        var pools = new GroupPools();
        var hub = new HubPool();
        var resources = new ResourcePool();
        var sightings = new List<HostSighting>();
        var replicas = new List<ReplicaReading>();
        var failed = 0;
        foreach (var reference in references)
        {
            var record = await records.RecordAsync<IterationRecord>(reference, cancel);
            var reading = await _iterations.ReadAsync(record, cancel);
            sightings.Add(new HostSighting(record.Vm, record.Host, record.Tools));
            readings.Add(IterationRow.Of(reading));
            if (ReplicaReading.Of(reading) is { } replica)
            {
                replicas.Add(replica);
            }
            if (reading.Status == IterationStatus.Failed)
            {
                failed++;
                continue;
            }
            pools.Add(reading.Measures!);
            if (reading.Hub is { } hydration)
            {
                hub.Add(hydration);
            }
            resources.Add(record.Iteration, reading.Samples);
        }
        var colocated = config.Options.HostSharing == HostSharing.Concurrent;
        var outline = new EntryOutline(
            sealedEntry,
            result,
            config.Entry(sealedEntry.MatrixId),
            plannedVms.GetValueOrDefault(sealedEntry.MatrixId),
            config.Options.Iterations,
            colocated
        );
        var ok = readings.Where(r => r.Status == IterationStatus.Ok).ToList();
        return new EntryPart
        {
            Entry = outline.Build(
                readings,
                Figures(sealedEntry.MatrixId, pools),
                HubPool.Summary([hub], Options(sealedEntry.MatrixId)),
                resources.Summary()
            ),
            Pools = pools,
            Hub = hub,
            Hosts = [.. sightings.DistinctBy(s => (s.Host, string.Join('\n', s.Tools)))],
            MeasuredSeconds = ok.Sum(r => PhaseTable.MeasuredSeconds(r.Phases)),
            IterationSeconds = readings.Sum(r => r.DurationSeconds),
            IterationsFailed = failed,
            Replicas = replicas,
        };
    }

    /// <summary>Pools one entry over the VMs that ran it.</summary>
    public CombinedEntry Combine(IReadOnlyList<EntryPart> parts)
    {
        var matrixId = parts[0].Entry.MatrixId;
        var groups = GroupPools.Summaries([.. parts.Select(p => p.Pools)], Options(matrixId));
        var single = groups.Count == 1 ? groups[0] : null;
        return new CombinedEntry
        {
            MatrixId = matrixId,
            Vms = [.. parts.Select(p => p.Entry.Vm).OfType<string>()],
            Read = single?.Read,
            Write = single?.Write,
            Trim = single?.Trim,
            Mixed = single?.Mixed,
            SyncLatNs = single?.SyncLatNs,
            Groups = groups.Count > 1 ? groups : null,
            Hub = HubPool.Summary([.. parts.Select(part => part.Hub)], Options(matrixId)),
        };
    }

    /// <summary>Sums one entry up over the VMs that ran it at once; null where none did.</summary>
    public ReplicatedEntry? Replicated(IReadOnlyList<EntryPart> parts) =>
        new ReplicatedAggregator(config, cdfPoints).Aggregate(parts);

    private IReadOnlyList<GroupSummary> Figures(int matrixId, GroupPools pools) =>
        GroupPools.Summaries([pools], Options(matrixId));

    private SummaryOptions Options(int matrixId) =>
        SummaryOptions.For(config.Seed, matrixId, cdfPoints);

    private async Task<(ResultRecord? Result, IEnumerable<RecordRef> Iterations)> ReferencesAsync(
        SealedEntry entry,
        CancellationToken cancel
    )
    {
        if (entry.Result is null)
        {
            return (null, entry.PartialIterations ?? []);
        }
        var result = await records.RecordAsync<ResultRecord>(entry.Result, cancel);
        return (result, result.Iterations.OrderBy(i => i.Iteration).Select(i => i.Record));
    }
}
