using Bench.Model.Results;
using Bench.Model.Runs;
using Bench.Model.Sealing;
using Bench.Protocol.Sealing;

namespace Bench.Protocol.Barriers;

/// <summary>
/// Chooses what counts of replicated entries, by entry and VM. Pure. Of each iteration the record of the last start that
/// names the VM, if the verdict on it says that it counts; every other committed record is superseded.
/// </summary>
public static class ReplicaSelection
{
    /// <param name="facts">Of every entry on every VM that runs it.</param>
    /// <param name="withoutResult">Status of an entry on a VM without a result: missing, or cancelled.</param>
    public static SealedSelection Select(
        RunConfig config,
        StartLog starts,
        IEnumerable<ReplicaFacts> facts,
        EntryStatus withoutResult
    )
    {
        var planned = config.Options.Iterations;
        var entries = new List<SealedEntry>();
        var superseded = new List<RecordRef>();
        foreach (
            var fact in facts.OrderBy(f => f.MatrixId).ThenBy(f => f.Vm, StringComparer.Ordinal)
        )
        {
            var counted = fact.Counted(starts, planned);
            entries.Add(Entry(fact, counted, IsOk(fact, starts, planned), withoutResult));
            var chosen = Chosen(fact, counted);
            superseded.AddRange(fact.AllRecords.Where(record => !chosen.Contains(record.Key)));
        }
        superseded.Sort((a, b) => string.CompareOrdinal(a.Key, b.Key));
        return new SealedSelection(entries, superseded);
    }

    /// <summary>Whether all planned iterations count, whatever the result says of itself.</summary>
    public static bool IsOk(ReplicaFacts fact, StartLog starts, int planned) =>
        fact.Result is { Document: { Status: IterationStatus.Ok } result }
        && Enumerable
            .Range(1, planned)
            .All(n => ReplicaCourse.Counts(starts, fact.Vm, fact.MatrixId, n))
        && fact.Counted(starts, planned)
            .Select(record => record.Record.Key)
            .SequenceEqual(result.Iterations.Select(i => i.Record.Key), StringComparer.Ordinal);

    private static HashSet<string> Chosen(ReplicaFacts fact, IReadOnlyList<IterationRef> counted) =>
        fact.Result is { } result
            ? [.. result.Document.Iterations.Select(i => i.Record.Key), result.Ref.Key]
            : [.. counted.Select(record => record.Record.Key)];

    private static SealedEntry Entry(
        ReplicaFacts fact,
        IReadOnlyList<IterationRef> counted,
        bool isOk,
        EntryStatus withoutResult
    ) =>
        new()
        {
            MatrixId = fact.MatrixId,
            Status =
                fact.Result is null ? withoutResult
                : isOk ? EntryStatus.Ok
                : EntryStatus.Failed,
            Vm = fact.Vm,
            Attempt = 1,
            Result = fact.Result?.Ref,
            PartialIterations =
                fact.Result is not null || counted.Count == 0
                    ? null
                    : [.. counted.Select(record => record.Record)],
        };
}
