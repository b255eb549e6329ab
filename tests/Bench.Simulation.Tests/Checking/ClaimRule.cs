using Bench.Model.Claims;
using Bench.Model.Decisions;
using Bench.Protocol.Claims;

namespace Bench.Simulation.Tests.Checking;

/// <summary>
/// Epochs are dense; nobody takes over from a holder that lives and shows it; after a fence only a later grant lets a
/// VM claim again, and after that for the seal nothing does.
/// </summary>
internal sealed class ClaimRule : IRule
{
    public IEnumerable<string> Check(Evidence evidence) =>
        evidence
            .Claims.Select(claim => claim.Document.Vm)
            .Distinct()
            .SelectMany(vm => CheckVm(evidence, vm));

    private static IEnumerable<string> CheckVm(Evidence evidence, string vm)
    {
        Written<Claim>? before = null;
        foreach (var claim in evidence.ClaimsOf(vm))
        {
            var epoch = claim.Document.Epoch;
            if (epoch != (before?.Document.Epoch ?? 0) + 1 || claim.Write.At < before?.Write.At)
            {
                yield return $"epoch {epoch} of {vm} does not follow the one before it";
            }
            if (claim.Document.Kind == ClaimKind.Holder && before is not null)
            {
                if (before.Document.Kind == ClaimKind.Fence && !IsGrantedAfter(evidence, claim))
                {
                    yield return $"{vm} is claimed by epoch {epoch} after a fence and without a grant";
                }
                if (
                    before.Document.Kind == ClaimKind.Holder
                    && !IsProvenDead(evidence, before, claim)
                )
                {
                    yield return $"epoch {epoch} takes {vm} from {before.Write.By}, which lives";
                }
            }
            before = claim;
        }
    }

    private static bool IsGrantedAfter(Evidence evidence, Written<Claim> claim)
    {
        var vm = claim.Document.Vm;
        var fences = evidence
            .ClaimsOf(vm)
            .Where(c =>
                c.Document.Kind == ClaimKind.Fence && c.Document.Epoch < claim.Document.Epoch
            );
        if (fences.Any(fence => fence.Document.Reason == Fencing.ForSeal))
        {
            return false;
        }
        var known = evidence
            .Decisions.Where(d => d.Write.At < claim.Write.At)
            .Select(d => d.Document)
            .ToList();
        var fenced = known.FindLastIndex(d => d.Fence?.Vm == vm);
        var granted = known.FindLastIndex(d => d.Grant?.Vm == vm);
        return granted > fenced && fenced >= 0;
    }

    /// <summary>Gone; or its lock cannot be seen to be held, and its progress stood still for a lease.</summary>
    private static bool IsProvenDead(Evidence evidence, Written<Claim> holder, Written<Claim> next)
    {
        if (holder.Write.By is not { } process || next.Write.By is not { } successor)
        {
            return false;
        }
        if (process.GoneAt <= next.Write.At)
        {
            return true;
        }
        var beats = evidence.Progress.GetValueOrDefault(
            evidence.Keys.Progress(holder.Document.Vm, holder.Document.Epoch),
            []
        );
        // A late echo of an old beat hides that others came: then silence is seen where there was none.
        return beats.Exists(beat => beat.IsEcho && beat.At > successor.StartedAt)
            || LongestSilence(
                [.. beats.Select(beat => beat.At)],
                successor.StartedAt,
                next.Write.At
            )
                >= evidence.World.Scenario.Lease.Ticks * 9 / 10;
    }

    private static long LongestSilence(List<long> beats, long from, long to)
    {
        var longest = 0L;
        foreach (var beat in beats.Where(beat => beat > from && beat < to).Append(to))
        {
            longest = Math.Max(longest, beat - from);
            from = beat;
        }
        return longest;
    }
}
