using Bench.Model.Claims;
using Bench.Model.Json;
using Bench.Model.Results;
using Bench.Model.Runs;
using Bench.Protocol.Decisions;
using Bench.Protocol.Records;
using Bench.Protocol.Telemetry;

namespace Bench.Protocol.Commits;

/// <summary>The two creates by which a worker makes its work count.</summary>
public sealed class Committing(RecordStore records, TimeProvider time)
{
    /// <summary>Is told what this worker committed; absent where nobody is.</summary>
    public WorkSpans? Spans { get; init; }

    /// <summary>
    /// Commits an iteration. If an earlier epoch had committed it already, that record stands and is returned: an
    /// iteration counts once.
    /// </summary>
    /// <param name="attempt">The attempt at the entry, where the record counts tries of its own.</param>
    public async Task<IterationRef> CommitAsync(
        IterationRecord record,
        CancellationToken cancel,
        Attempt? attempt = null
    )
    {
        var key = records.Keys.Iteration(
            record.Vm,
            record.MatrixId,
            record.Attempt,
            record.Iteration
        );
        var outcome = await records.CreateAsync(key, record, cancel);
        ProtocolMetrics.Committed("iteration", outcome.Won);
        if (outcome.Won)
        {
            Spans?.Committed(
                record,
                attempt ?? new Attempt(record.MatrixId, record.Attempt, record.Vm)
            );
        }
        return new IterationRef
        {
            Iteration = record.Iteration,
            Status = outcome.Record.Status,
            Record = outcome.Ref,
        };
    }

    /// <summary>Ends an attempt whose planned iterations are all committed.</summary>
    /// <param name="iterations">All planned iterations, from 1 on without a gap.</param>
    /// <exception cref="ArgumentException">An iteration is missing: an attempt with gaps has no result.</exception>
    public async Task<ResultRecord> CommitResultAsync(
        Claim claim,
        MatrixEntry entry,
        Attempt attempt,
        IReadOnlyList<IterationRef> iterations,
        string? reason,
        CancellationToken cancel
    )
    {
        if (
            iterations.Count == 0
            || !iterations
                .Select(iteration => iteration.Iteration)
                .SequenceEqual(Enumerable.Range(1, iterations.Count))
        )
        {
            throw new ArgumentException(
                "A result names every planned iteration, from 1 on without a gap.",
                nameof(iterations)
            );
        }
        var ok = iterations.All(iteration => iteration.Status == IterationStatus.Ok);
        var result = new ResultRecord
        {
            Schema = Schemas.Result,
            Writer = WriterId.New(),
            Vm = claim.Vm,
            Epoch = claim.Epoch,
            MatrixId = entry.MatrixId,
            TestId = entry.TestId,
            ConfigId = entry.ConfigId,
            Attempt = attempt.Number,
            Status = ok ? IterationStatus.Ok : IterationStatus.Failed,
            PlannedIterations = iterations.Count,
            At = time.GetUtcNow(),
            Reason = ok ? null : reason,
            Iterations = iterations,
        };
        var key = records.Keys.Result(claim.Vm, entry.MatrixId, attempt.Number);
        var outcome = await records.CreateAsync(key, result, cancel);
        ProtocolMetrics.Committed("result", outcome.Won);
        if (outcome.Won)
        {
            Spans?.Ended(result);
        }
        return outcome.Record;
    }
}
