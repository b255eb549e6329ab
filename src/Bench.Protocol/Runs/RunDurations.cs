using Bench.Model.Results;
using Bench.Model.Sealing;
using Bench.Protocol.Records;

namespace Bench.Protocol.Runs;

/// <summary>How long the tests of an earlier run took, to plan a later one by.</summary>
public static class RunDurations
{
    /// <summary>
    /// Mean seconds of the ok iterations of each test, by test id, over all its configs. Time spent waiting for a turn
    /// on a shared host is no part of it.
    /// </summary>
    /// <exception cref="RunNotFoundException">There is no such run, or it is not sealed.</exception>
    public static async Task<IReadOnlyDictionary<string, double>> ReadAsync(
        RecordStore records,
        CancellationToken cancel
    )
    {
        var seal =
            await records.GetAsync<Seal>(records.Keys.Seal, cancel)
            ?? throw new RunNotFoundException(records.RunUri);
        var sums = new Dictionary<string, (double Seconds, int Count)>(StringComparer.Ordinal);
        foreach (var entry in seal.Entries)
        {
            if (
                entry.Result is not { } reference
                || await ResultAsync(records, reference, cancel) is not { } result
            )
            {
                continue;
            }
            foreach (var iteration in result.Iterations.Where(i => i.Status == IterationStatus.Ok))
            {
                if (
                    await records.GetAsync<IterationRecord>(iteration.Record.Key, cancel) is
                    { } record
                )
                {
                    var (seconds, count) = sums.GetValueOrDefault(record.TestId);
                    sums[record.TestId] = (seconds + Busy(record), count + 1);
                }
            }
        }
        return sums.ToDictionary(pair => pair.Key, pair => pair.Value.Seconds / pair.Value.Count);
    }

    private static Task<ResultRecord?> ResultAsync(
        RecordStore records,
        RecordRef reference,
        CancellationToken cancel
    ) => records.GetAsync<ResultRecord>(reference.Key, cancel);

    private static double Busy(IterationRecord record) =>
        record.DurationSeconds
        - record.Phases.Where(phase => phase.Name == "turn").Sum(phase => phase.DurationSeconds);
}
