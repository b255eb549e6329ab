using Bench.Model.Claims;
using Bench.Model.Decisions;
using Bench.Model.Results;
using Bench.Model.Runs;
using Bench.Model.Sealing;

namespace Bench.Simulation.Tests.Checking;

/// <summary>
/// Every entry of the matrix is sealed once, and what counts is what the design's words say of the records that the
/// seal names: worked out here again, naively.
/// </summary>
internal sealed class SealChoiceRule : IRule
{
    private sealed record Facts(
        NaiveAttempt Attempt,
        ResultRecord? Result,
        int Iterations,
        bool IsOk
    );

    public IEnumerable<string> Check(Evidence evidence)
    {
        if (evidence.Seal is not { } written || evidence.Config is not { } config)
        {
            yield break;
        }
        var seal = written.Document;
        if (
            !seal
                .Entries.Select(e => e.MatrixId)
                .SequenceEqual(Enumerable.Range(1, config.EntryCount))
        )
        {
            yield return "the seal does not hold every entry once";
            yield break;
        }
        var state = new NaiveState(config, evidence.Decisions.Select(d => d.Document));
        if (state.SealDecision != seal.Decision || state.SealReason != seal.Reason)
        {
            yield return $"the seal says {seal.Reason} by decision {seal.Decision}, the decisions {state.SealReason} by {state.SealDecision}";
        }
        var named = SealNamesRule.Named(evidence, seal).Select(r => r.Key).ToHashSet();
        var facts = state
            .Attempts.Select(attempt => FactsOf(evidence, attempt, named, config))
            .ToList();
        foreach (var test in config.TestCases)
        {
            foreach (var problem in CheckTest(config, test, seal, facts))
            {
                yield return problem;
            }
        }
        foreach (
            var open in facts.Where(f => f.Result is null).Select(f => f.Attempt.Vm).Distinct()
        )
        {
            if (!IsFencedBefore(evidence, open, written.Write.At))
            {
                yield return $"{open} could still commit when the run was sealed, and was not fenced";
            }
        }
    }

    private static IEnumerable<string> CheckTest(
        RunConfig config,
        TestCaseSpec test,
        Seal seal,
        List<Facts> facts
    )
    {
        var ids = config.Configs.Select(c => config.MatrixIdOf(c, test)).ToList();
        var numbers = facts.Select(f => f.Attempt.Number).Distinct().Order();
        int? together = numbers
            .Where(n =>
                ids.TrueForAll(id =>
                    facts.Exists(f => f.Attempt.MatrixId == id && f.Attempt.Number == n && f.IsOk)
                )
            )
            .Select(n => (int?)n)
            .FirstOrDefault();
        var chosen = ids.ToDictionary(id => id, id => Choose(facts, id, together));
        var vms = chosen.Values.Where(c => c?.Result is not null).Select(c => c!.Attempt.Vm);
        var isCrossVm = together is null && vms.Distinct().Count() > 1;
        foreach (var id in ids)
        {
            var expected = Describe(chosen[id], isCrossVm, seal.Reason);
            var found = Describe(seal.Entries[id - 1]);
            if (expected != found)
            {
                yield return $"entry {id} is sealed as {found} and should be {expected}";
            }
        }
    }

    private static Facts? Choose(List<Facts> facts, int id, int? together)
    {
        var own = facts
            .Where(f => f.Attempt.MatrixId == id)
            .OrderBy(f => f.Attempt.Number)
            .ToList();
        if (together is { } number)
        {
            return own.Find(f => f.Attempt.Number == number);
        }
        return own.Find(f => f.IsOk)
            ?? own.FindLast(f => f.Result is not null)
            ?? own.FindLast(f => f.Iterations > 0);
    }

    private static string Describe(Facts? chosen, bool isCrossVm, SealReason reason)
    {
        var unended = reason == SealReason.Cancelled ? EntryStatus.Cancelled : EntryStatus.Missing;
        if (chosen is null)
        {
            return $"{unended}";
        }
        var status =
            chosen.Result is null ? unended
            : chosen.IsOk ? EntryStatus.Ok
            : EntryStatus.Failed;
        var cross = isCrossVm && chosen.Result is not null ? " cross" : "";
        return $"{status} {chosen.Attempt.Vm} {chosen.Attempt.Number} {chosen.Iterations}{cross}";
    }

    private static string Describe(SealedEntry entry) =>
        entry.Vm is null
            ? $"{entry.Status}"
            : $"{entry.Status} {entry.Vm} {entry.Attempt} {entry.PartialIterations?.Count ?? 0}{(entry.CrossVm ? " cross" : "")}";

    private static Facts FactsOf(
        Evidence evidence,
        NaiveAttempt attempt,
        HashSet<string> named,
        RunConfig config
    )
    {
        var result = evidence
            .Results.Find(r =>
                r.Document.Vm == attempt.Vm
                && r.Document.MatrixId == attempt.MatrixId
                && r.Document.Attempt == attempt.Number
                && named.Contains(r.Write.Key)
            )
            ?.Document;
        var iterations = evidence
            .Iterations.Where(i =>
                i.Document.Vm == attempt.Vm
                && i.Document.MatrixId == attempt.MatrixId
                && i.Document.Attempt == attempt.Number
                && named.Contains(i.Write.Key)
            )
            .Select(i => i.Document)
            .ToList();
        var isOk =
            result is not null
            && iterations.Count == config.Options.Iterations
            && iterations.TrueForAll(i => i.Status == IterationStatus.Ok);
        return new Facts(attempt, result, result is null ? iterations.Count : 0, isOk);
    }

    private static bool IsFencedBefore(Evidence evidence, string vm, long at) =>
        evidence.ClaimsOf(vm).LastOrDefault(claim => claim.Write.At < at)
            is { Document.Kind: ClaimKind.Fence };
}
