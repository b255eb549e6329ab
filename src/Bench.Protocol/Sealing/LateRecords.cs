using System.Text.RegularExpressions;
using Bench.Model.Results;
using Bench.Model.Sealing;
using Bench.Protocol.Records;

namespace Bench.Protocol.Sealing;

/// <summary>Finds committed records that a seal does not know: they came late and never change a report.</summary>
public static partial class LateRecords
{
    public static async Task<IReadOnlyList<string>> FindAsync(
        RecordStore records,
        Seal seal,
        CancellationToken cancel
    )
    {
        var known = await KnownAsync(records, seal, cancel);
        var late = new List<string>();
        await foreach (var found in records.Store.ListAsync(records.Keys.Results, cancel))
        {
            if (RecordKey().IsMatch(found.Key) && !known.Contains(found.Key))
            {
                late.Add(found.Key);
            }
        }
        return late;
    }

    private static async Task<HashSet<string>> KnownAsync(
        RecordStore records,
        Seal seal,
        CancellationToken cancel
    )
    {
        var known = SealedKeys.Of(seal);
        var results = await InFlight.SelectAsync(
            [.. seal.Entries.Select(entry => entry.Result).OfType<RecordRef>()],
            (reference, token) => records.GetAsync<ResultRecord>(reference.Key, token),
            cancel
        );
        foreach (var result in results.OfType<ResultRecord>())
        {
            known.UnionWith(result.Iterations.Select(iteration => iteration.Record.Key));
        }
        return known;
    }

    [GeneratedRegex(
        @"/a[0-9]+/(result|iteration-[0-9]+)\.json\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex RecordKey();
}
