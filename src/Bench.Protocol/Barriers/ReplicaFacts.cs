using Bench.Model.Results;
using Bench.Model.Sealing;
using Bench.Protocol.Commits;
using Bench.Protocol.Decisions;
using Bench.Protocol.Records;

namespace Bench.Protocol.Barriers;

/// <summary>What one VM has committed of one entry that several run at once.</summary>
/// <param name="Result">Its result, if it has one.</param>
/// <param name="Tries">Its iteration records, each with the try that it is of.</param>
public sealed record ReplicaFacts(
    string Vm,
    int MatrixId,
    StoredRecord<ResultRecord>? Result,
    IReadOnlyList<(int Attempt, IterationRef Record)> Tries
)
{
    /// <summary>Every record of it.</summary>
    public IEnumerable<RecordRef> AllRecords =>
        Result is null
            ? Tries.Select(one => one.Record.Record)
            : Tries.Select(one => one.Record.Record).Append(Result.Ref);

    /// <summary>
    /// The records that count, one for each iteration that is settled for this VM: of the last start that names it, or
    /// of the try that it could not take part in. One that calls itself ok counts only if the verdict says so: a fenced
    /// VM may have committed it too late.
    /// </summary>
    public IReadOnlyList<IterationRef> Counted(StartLog starts, int planned) =>
        [
            .. Enumerable
                .Range(1, planned)
                .Select(n =>
                    ReplicaCourse.Next(starts, Vm, MatrixId, n, attempt => Of(attempt, n))
                        is ReplicaStep.Settled settled
                    && (
                        settled.Record.Status != IterationStatus.Ok
                        || ReplicaCourse.Counts(starts, Vm, MatrixId, n)
                    )
                        ? settled.Record
                        : null
                )
                .OfType<IterationRef>(),
        ];

    /// <summary>The same in the shape in which entries are told that one VM runs alone: what counts of it.</summary>
    public AttemptFacts AsAttempt(StartLog starts, int planned) =>
        new(new Attempt(MatrixId, 1, Vm), Result, Counted(starts, planned));

    private IterationRef? Of(int attempt, int iteration) =>
        Tries
            .Where(one => one.Attempt == attempt && one.Record.Iteration == iteration)
            .Select(one => one.Record)
            .FirstOrDefault();
}
