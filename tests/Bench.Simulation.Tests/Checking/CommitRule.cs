using Bench.Model.Claims;
using Bench.Model.Results;

namespace Bench.Simulation.Tests.Checking;

/// <summary>
/// Every commit is by the process that holds the claim that it names, of an attempt that belongs to that VM; a result
/// names all planned iterations of its own attempt.
/// </summary>
internal sealed class CommitRule : IRule
{
    public IEnumerable<string> Check(Evidence evidence)
    {
        if (evidence.Config is not { } config)
        {
            yield break;
        }
        var state = new NaiveState(config, evidence.Decisions.Select(d => d.Document));
        foreach (var (write, record) in evidence.Iterations)
        {
            var found = CheckHolder(evidence, write, record.Vm, record.Epoch);
            if (
                found is null
                && !state.Attempts.Exists(a =>
                    a.MatrixId == record.MatrixId && a.Number == record.Attempt && a.Vm == record.Vm
                )
            )
            {
                found = "it is of an attempt that belongs to nobody or another VM";
            }
            if (found is not null)
            {
                yield return $"{write.Key}: {found}";
            }
        }
        foreach (var (write, record) in evidence.Results)
        {
            if (
                (
                    CheckHolder(evidence, write, record.Vm, record.Epoch)
                    ?? CheckResult(evidence, record, config.Options.Iterations)
                ) is
                { } found
            )
            {
                yield return $"{write.Key}: {found}";
            }
        }
    }

    private static string? CheckHolder(Evidence evidence, Stores.Write write, string vm, int epoch)
    {
        if (
            evidence.ClaimOf(vm, epoch) is not { Document.Kind: ClaimKind.Holder } claim
            || claim.Write.By != write.By
        )
        {
            return $"{write.By} commits it without holding epoch {epoch} of {vm}";
        }
        return evidence.MayAct(write.By!, vm, epoch, write.IssuedAt)
            ? null
            : $"{write.By} commits it long after epoch {epoch} of {vm} has ended";
    }

    private static string? CheckResult(Evidence evidence, ResultRecord result, int planned)
    {
        if (
            !result
                .Iterations.Select(iteration => iteration.Iteration)
                .SequenceEqual(Enumerable.Range(1, planned))
        )
        {
            return "it does not name all planned iterations";
        }
        foreach (var reference in result.Iterations)
        {
            var key = evidence.Keys.Iteration(
                result.Vm,
                result.MatrixId,
                result.Attempt,
                reference.Iteration
            );
            if (
                reference.Record.Key != key
                || evidence.Iterations.Find(i => i.Write.Key == key) is not { } iteration
                || iteration.Document.Status != reference.Status
                || Digests.Sha256(iteration.Write.Content) != reference.Record.Sha256
            )
            {
                return $"it names an iteration {reference.Iteration} that is not committed so";
            }
        }
        var allOk = result.Iterations.All(i => i.Status == IterationStatus.Ok);
        return allOk == (result.Status == IterationStatus.Ok) ? null : "its status is wrong";
    }
}
