using Bench.Coordinator.Watching.Feeds;
using Bench.Model.Json;
using Bench.Model.Results;
using Bench.Protocol.Decisions;
using Bench.Protocol.Records;

namespace Bench.Coordinator.Watching.Sources;

/// <summary>
/// Reads the results of entries that a worker counts but has not named: its progress holds the last ones only, and who
/// begins to look late has missed the others.
/// </summary>
public sealed class UnexplainedResults(RecordStore records, RunFeed feed)
{
    /// <summary>In one look, so that a look stays short; the rest follows at the next.</summary>
    private const int MostInOneLook = 256;
    private const int RequestsInFlight = 16;

    public async Task ReadAsync(CancellationToken cancel)
    {
        var attempts = feed.Ask(picture => picture.TakeUnexplained(MostInOneLook));
        if (attempts.Count == 0)
        {
            return;
        }
        var results = new ResultRecord?[attempts.Count];
        await Parallel.ForAsync(
            0,
            attempts.Count,
            new ParallelOptions
            {
                MaxDegreeOfParallelism = RequestsInFlight,
                CancellationToken = cancel,
            },
            async (i, token) => results[i] = await ReadAsync(attempts[i], token)
        );
        feed.Update(picture =>
        {
            foreach (var result in results.OfType<ResultRecord>())
            {
                var ok = result.Status == IterationStatus.Ok;
                picture.Ended(result.Vm, result.MatrixId, result.Attempt, ok);
            }
        });
    }

    /// <summary>A record that cannot be read is the leader's business; for those who look it is not there.</summary>
    private async Task<ResultRecord?> ReadAsync(Attempt attempt, CancellationToken cancel)
    {
        try
        {
            var key = records.Keys.Result(attempt.Vm, attempt.MatrixId, attempt.Number);
            return await records.GetAsync<ResultRecord>(key, cancel);
        }
        catch (DocumentException)
        {
            return null;
        }
    }
}
