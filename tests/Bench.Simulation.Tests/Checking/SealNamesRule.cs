using Bench.Model.Claims;
using Bench.Model.Json;
using Bench.Model.Results;
using Bench.Model.Sealing;

namespace Bench.Simulation.Tests.Checking;

/// <summary>
/// The seal names every record that was committed before its VM was fenced for it, exactly once and by its right
/// digest; all that it does not name is told to be late.
/// </summary>
internal sealed class SealNamesRule : IRule
{
    public IEnumerable<string> Check(Evidence evidence)
    {
        if (evidence.Seal is not { } sealedAs)
        {
            yield return "the run ended without a seal";
            yield break;
        }
        var committed = evidence
            .Iterations.Select(i => i.Write)
            .Concat(evidence.Results.Select(r => r.Write))
            .ToDictionary(write => write.Key);
        var named = new HashSet<string>();
        foreach (var reference in Named(evidence, sealedAs.Document))
        {
            if (!named.Add(reference.Key))
            {
                yield return $"the seal names {reference.Key} twice";
            }
            if (
                !committed.TryGetValue(reference.Key, out var write)
                || Digests.Sha256(write.Content) != reference.Sha256
                || write.Content.Length != reference.Length
            )
            {
                yield return $"the seal names {reference.Key} as it is not";
            }
            else if (write.At > sealedAs.Write.At)
            {
                yield return $"the seal names {reference.Key}, which came after it";
            }
        }
        foreach (var (key, write) in committed.Where(pair => !named.Contains(pair.Key)))
        {
            var fenced = FencedForSealAt(evidence, key);
            if (fenced is null || write.At < fenced)
            {
                yield return $"{key} was committed before the seal, which does not name it";
            }
        }
        if (!evidence.Late.Order().SequenceEqual(committed.Keys.Except(named).Order()))
        {
            yield return "what is told to be late is not what the seal does not name";
        }
    }

    /// <summary>Every record that a seal accounts for, directly or through a result that counts.</summary>
    public static IEnumerable<RecordRef> Named(Evidence evidence, Seal seal)
    {
        foreach (var entry in seal.Entries)
        {
            foreach (var partial in entry.PartialIterations ?? [])
            {
                yield return partial;
            }
            if (entry.Result is { } result)
            {
                yield return result;
                if (evidence.Results.Find(r => r.Write.Key == result.Key) is { } found)
                {
                    foreach (var iteration in found.Document.Iterations)
                    {
                        yield return iteration.Record;
                    }
                }
            }
        }
        foreach (var reference in seal.Superseded)
        {
            yield return reference;
        }
    }

    private static long? FencedForSealAt(Evidence evidence, string key)
    {
        var vm = key[evidence.Keys.Results.Length..].Split('/')[0];
        return
            evidence.ClaimsOf(vm).LastOrDefault(claim => claim.Write.At < evidence.Seal!.Write.At)
                is { Document.Kind: ClaimKind.Fence } fence
            ? fence.Write.At
            : null;
    }
}
