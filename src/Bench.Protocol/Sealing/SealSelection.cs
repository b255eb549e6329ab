using Bench.Model.Runs;
using Bench.Model.Sealing;
using Bench.Protocol.Commits;

namespace Bench.Protocol.Sealing;

/// <summary>What a seal says of the entries and of the records that do not count.</summary>
public sealed record SealedSelection(
    IReadOnlyList<SealedEntry> Entries,
    IReadOnlyList<RecordRef> Superseded
);

/// <summary>
/// Chooses what counts. Pure. Per test case the lowest attempt in which all configs are ok; else entry by entry the
/// lowest ok attempt, else the highest failed one. Every other committed record is superseded.
/// </summary>
public static class SealSelection
{
    /// <param name="withoutResult">Status of an entry without any result: missing, or cancelled.</param>
    public static SealedSelection Select(
        RunConfig config,
        IEnumerable<AttemptFacts> facts,
        EntryStatus withoutResult
    )
    {
        var planned = config.Options.Iterations;
        var byEntry = facts.ToLookup(fact => fact.Attempt.MatrixId);
        var entries = new List<SealedEntry>(config.EntryCount);
        var superseded = new List<RecordRef>();
        foreach (var test in config.TestCases)
        {
            var ids = config.Configs.Select(c => config.MatrixIdOf(c, test)).ToList();
            var common = LowestCommonOk(ids, byEntry, planned);
            var chosen = ids.ToDictionary(id => id, id => Choose(byEntry[id], common, planned));
            var crossVm = common is null && Vms(chosen.Values).Count() > 1;
            foreach (var id in ids)
            {
                entries.Add(Entry(id, chosen[id], planned, crossVm, withoutResult));
                superseded.AddRange(
                    byEntry[id]
                        .Where(fact => fact != chosen[id])
                        .SelectMany(fact => fact.AllRecords)
                );
            }
        }
        entries.Sort((a, b) => a.MatrixId.CompareTo(b.MatrixId));
        superseded.Sort((a, b) => string.CompareOrdinal(a.Key, b.Key));
        return new SealedSelection(entries, superseded);
    }

    private static int? LowestCommonOk(
        List<int> ids,
        ILookup<int, AttemptFacts> byEntry,
        int planned
    )
    {
        IEnumerable<int>? common = null;
        foreach (var id in ids)
        {
            var ok = byEntry[id]
                .Where(fact => fact.IsOk(planned))
                .Select(fact => fact.Attempt.Number);
            common = common is null ? ok.ToList() : common.Intersect(ok).ToList();
        }
        return common?.Select(n => (int?)n).Min();
    }

    private static AttemptFacts? Choose(IEnumerable<AttemptFacts> facts, int? common, int planned)
    {
        var ordered = facts.OrderBy(fact => fact.Attempt.Number).ToList();
        return common is { } number
            ? ordered.First(fact => fact.Attempt.Number == number)
            : ordered.FirstOrDefault(fact => fact.IsOk(planned))
                ?? ordered.LastOrDefault(fact => fact.Result is not null)
                ?? ordered.LastOrDefault(fact => fact.Iterations.Count > 0);
    }

    private static IEnumerable<string> Vms(IEnumerable<AttemptFacts?> chosen) =>
        chosen
            .Where(fact => fact is { Result: not null })
            .Select(fact => fact!.Attempt.Vm)
            .Distinct();

    private static SealedEntry Entry(
        int id,
        AttemptFacts? chosen,
        int planned,
        bool crossVm,
        EntryStatus withoutResult
    ) =>
        chosen is null
            ? new SealedEntry { MatrixId = id, Status = withoutResult }
            : new SealedEntry
            {
                MatrixId = id,
                Status =
                    chosen.Result is null ? withoutResult
                    : chosen.IsOk(planned) ? EntryStatus.Ok
                    : EntryStatus.Failed,
                Vm = chosen.Attempt.Vm,
                Attempt = chosen.Attempt.Number,
                CrossVm = crossVm && chosen.Result is not null,
                Result = chosen.Result?.Ref,
                PartialIterations = chosen.Result is null
                    ? [.. chosen.Iterations.Select(i => i.Record)]
                    : null,
            };
}
