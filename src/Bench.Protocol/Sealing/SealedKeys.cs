using Bench.Model.Sealing;

namespace Bench.Protocol.Sealing;

/// <summary>The keys of the records that a seal names itself; the iterations of a result are named by the result.</summary>
public static class SealedKeys
{
    public static HashSet<string> Of(Seal seal)
    {
        var keys = seal.Superseded.Select(record => record.Key).ToHashSet(StringComparer.Ordinal);
        foreach (var entry in seal.Entries)
        {
            keys.UnionWith((entry.PartialIterations ?? []).Select(record => record.Key));
            if (entry.Result is { } result)
            {
                keys.Add(result.Key);
            }
        }
        return keys;
    }
}
