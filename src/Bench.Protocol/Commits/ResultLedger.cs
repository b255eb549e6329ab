using System.Collections.Concurrent;
using Bench.Model.Results;
using Bench.Model.Sealing;
using Bench.Protocol.Decisions;
using Bench.Protocol.Records;

namespace Bench.Protocol.Commits;

/// <summary>What one attempt has committed.</summary>
/// <param name="Result">Its result, if it has one.</param>
/// <param name="Iterations">All its committed iterations, in order.</param>
public sealed record AttemptFacts(
    Attempt Attempt,
    StoredRecord<ResultRecord>? Result,
    IReadOnlyList<IterationRef> Iterations
)
{
    /// <summary>Whether it is a success: all planned iterations are committed and ok, whatever the result says.</summary>
    public bool IsOk(int plannedIterations) =>
        Result?.Document.Status == IterationStatus.Ok
        && Iterations.Count(i => i.Status == IterationStatus.Ok) >= plannedIterations
        && Iterations.All(i => i.Status == IterationStatus.Ok);

    /// <summary>Every record of the attempt.</summary>
    public IEnumerable<RecordRef> AllRecords =>
        Result is null
            ? Iterations.Select(i => i.Record)
            : Iterations.Select(i => i.Record).Append(Result.Ref);
}

/// <summary>
/// Reads what attempts have committed, each by GET of its known keys. A result never changes, so it is read once and
/// kept.
/// </summary>
public sealed class ResultLedger(RecordStore records, int plannedIterations)
{
    private readonly ConcurrentDictionary<Attempt, AttemptFacts> _ended = new();

    /// <summary>The facts of all the attempts, in the order given.</summary>
    public Task<IReadOnlyList<AttemptFacts>> ReadAsync(
        IReadOnlyList<Attempt> attempts,
        CancellationToken cancel
    ) => InFlight.SelectAsync(attempts, ReadAsync, cancel);

    /// <summary>
    /// The facts of those of the attempts that have a result. One request for each that is not known to have one, where
    /// the facts of an attempt without a result take one more for each iteration.
    /// </summary>
    public async Task<IReadOnlyDictionary<Attempt, AttemptFacts>> ReadEndedAsync(
        IReadOnlyList<Attempt> attempts,
        CancellationToken cancel
    )
    {
        var found = await InFlight.SelectAsync(attempts, ReadResultAsync, cancel);
        return found
            .OfType<AttemptFacts>()
            .DistinctBy(fact => fact.Attempt)
            .ToDictionary(fact => fact.Attempt);
    }

    /// <summary>The facts of one attempt.</summary>
    public async Task<AttemptFacts> ReadAsync(Attempt attempt, CancellationToken cancel)
    {
        if (await ReadResultAsync(attempt, cancel) is { } ended)
        {
            return ended;
        }
        var iterations = new List<IterationRef>();
        for (var n = 1; n <= plannedIterations; n++)
        {
            if (await ReadIterationAsync(attempt, n, cancel) is { } iteration)
            {
                iterations.Add(iteration);
            }
        }
        return new AttemptFacts(attempt, null, iterations);
    }

    private async Task<AttemptFacts?> ReadResultAsync(Attempt attempt, CancellationToken cancel)
    {
        if (_ended.TryGetValue(attempt, out var known))
        {
            return known;
        }
        var key = records.Keys.Result(attempt.Vm, attempt.MatrixId, attempt.Number);
        return await records.GetWithRefAsync<ResultRecord>(key, cancel) is { } result
            ? _ended[attempt] = new AttemptFacts(attempt, result, result.Document.Iterations)
            : null;
    }

    private async Task<IterationRef?> ReadIterationAsync(
        Attempt attempt,
        int iteration,
        CancellationToken cancel
    )
    {
        var key = records.Keys.Iteration(attempt.Vm, attempt.MatrixId, attempt.Number, iteration);
        return await records.GetWithRefAsync<IterationRecord>(key, cancel) is { } stored
            ? new IterationRef
            {
                Iteration = iteration,
                Status = stored.Document.Status,
                Record = stored.Ref,
            }
            : null;
    }
}
