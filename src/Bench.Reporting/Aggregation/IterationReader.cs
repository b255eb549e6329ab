using Bench.Model.Results;
using Bench.Model.Samples;
using Bench.Statistics.Windows;

namespace Bench.Reporting.Aggregation;

/// <summary>What an iteration record and its raw files say.</summary>
internal sealed record IterationReading
{
    public required IterationRecord Record { get; init; }

    /// <summary>The record's, or failed where its raw files contradict it.</summary>
    public required IterationStatus Status { get; init; }
    public Failure? Failure { get; init; }

    /// <summary>Null unless ok.</summary>
    public Measures? Measures { get; init; }
    public IReadOnlyList<ResourceSample> Samples { get; init; } = [];

    /// <summary>What its hub did; null of other workloads.</summary>
    public HubReading? Hub { get; init; }

    /// <summary>The bandwidth logs of its jobs; null in place of an empty one.</summary>
    public IReadOnlyList<RateLog?> Logs { get; init; } = [];
}

/// <summary>Reads iterations from their records down to the raw files.</summary>
internal sealed class IterationReader(RecordReader records)
{
    private const string FioRole = "fio";
    private const string SamplesRole = "samples";
    private const string FlushPhase = "flush";

    public async Task<IterationReading> ReadAsync(IterationRecord record, CancellationToken cancel)
    {
        var isOk = record.Status == IterationStatus.Ok;
        var outputs = new List<Measures>();
        var logs = new List<BandwidthReading>();
        HubReading? hub = null;
        IReadOnlyList<ResourceSample> samples = [];
        foreach (var file in record.Raw)
        {
            if (isOk && string.Equals(file.Role, FioRole, StringComparison.Ordinal))
            {
                outputs.Add(await records.RawAsync(file, FioOutput.Read, cancel));
            }
            else if (isOk && string.Equals(file.Role, HubReading.Role, StringComparison.Ordinal))
            {
                hub = await records.RawAsync(file, HubReading.Read, cancel);
            }
            else if (isOk && string.Equals(file.Role, SamplesRole, StringComparison.Ordinal))
            {
                samples = await records.RawAsync(
                    file,
                    content => SampleTable.Read(content.Span),
                    cancel
                );
            }
            else if (isOk && record.Barrier is not null && file.Role == BandwidthReading.Role)
            {
                logs.Add(
                    await records.RawAsync(
                        file,
                        content => BandwidthReading.Of(content.Span),
                        cancel
                    )
                );
            }
            else
            {
                await records.VerifyAsync(file, cancel);
            }
        }
        return isOk ? Ok(record, outputs, hub, samples, logs) : Failed(record, record.Failure);
    }

    /// <summary>An iteration that calls itself ok is believed only if its raw files bear it out.</summary>
    private static IterationReading Ok(
        IterationRecord record,
        List<Measures> outputs,
        HubReading? hub,
        IReadOnlyList<ResourceSample> samples,
        List<BandwidthReading> logs
    )
    {
        var contradiction =
            outputs.Find(output => output.Error is not null)?.Error
            ?? hub?.Error
            ?? logs.Find(log => log.Error is not null)?.Error;
        if (contradiction is not null)
        {
            return Failed(
                record,
                new Failure
                {
                    Kind = "output",
                    Phase = "collect",
                    Reason = $"recorded as ok, but its raw output says otherwise: {contradiction}",
                }
            );
        }
        var measures = Joined(outputs);
        return new IterationReading
        {
            Record = record,
            Status = IterationStatus.Ok,
            Measures = WithFlush(measures, record.Phases),
            Hub = hub,
            Samples = samples,
            Logs = record.Barrier is { } barrier
                ? [.. logs.Select(log => log.Build(barrier, LongestSeconds(measures)))]
                : [],
        };
    }

    private static double LongestSeconds(Measures measures) =>
        measures
            .Groups.SelectMany(group => group.Directions)
            .Select(direction => direction?.Seconds ?? 0)
            .DefaultIfEmpty()
            .Max();

    /// <summary>
    /// One flush follows the whole run, so its time can be charged only where the run is one group; what is read needs
    /// no flush.
    /// </summary>
    private static Measures WithFlush(Measures measures, IReadOnlyList<PhaseSpan> phases)
    {
        var flush = phases
            .SelectMany(phase => phase.Phases ?? [])
            .FirstOrDefault(phase =>
                string.Equals(phase.Name, FlushPhase, StringComparison.Ordinal)
            );
        if (flush is null || measures.Groups.Count != 1)
        {
            return measures;
        }
        var group = measures.Groups[0];
        DirectionMeasure?[] directions = [.. group.Directions];
        directions[(int)Direction.Write] = Flushed(
            directions[(int)Direction.Write],
            flush.DurationSeconds
        );
        return measures with { Groups = [group with { Directions = directions }] };
    }

    private static DirectionMeasure? Flushed(DirectionMeasure? write, double flushSeconds) =>
        write is null
            ? null
            : write with
            {
                FlushedBwBytesPerSecond = write.IoBytes / (write.Seconds + flushSeconds),
            };

    private static IterationReading Failed(IterationRecord record, Failure? failure) =>
        new()
        {
            Record = record,
            Status = IterationStatus.Failed,
            Failure =
                failure
                ?? new Failure
                {
                    Kind = "unknown",
                    Phase = "unknown",
                    Reason = "its record gives no reason",
                },
        };

    /// <summary>Outputs of several runs of the tool in one iteration are separate groups, one after the other.</summary>
    private static Measures Joined(List<Measures> outputs)
    {
        if (outputs.Count == 1)
        {
            return outputs[0];
        }
        var groups = new List<GroupMeasure>();
        foreach (var output in outputs)
        {
            var first = groups.Count == 0 ? 0 : groups[^1].Group + 1;
            groups.AddRange(output.Groups.Select(g => g with { Group = first + g.Group }));
        }
        return new Measures(groups, null);
    }
}
