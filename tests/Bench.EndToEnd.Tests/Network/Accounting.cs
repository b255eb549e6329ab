using System.Text.Json.Nodes;
using Amazon.S3.Model;
using Bench.EndToEnd.Tests.Harness;
using Bench.EndToEnd.Tests.Recomputation;

namespace Bench.EndToEnd.Tests.Network;

/// <summary>
/// An account of every record that a run's workers committed, made from the objects of the bucket and the times that
/// its server gave them: one clock, that of nobody who took part.
/// </summary>
internal sealed class Accounting
{
    private readonly Bucket _copy;
    private readonly IReadOnlyDictionary<string, DateTime> _times;

    private Accounting(Bucket copy, IReadOnlyDictionary<string, DateTime> times)
    {
        (_copy, _times) = (copy, times);
        Counted = [.. CountedKeys()];
        Superseded = [.. copy.Seal["superseded"]!.AsArray().Select(record => Text(record!, "key"))];
        Late = [.. Committed.Except(Counted).Except(Superseded)];
    }

    public Bucket Copy => _copy;

    /// <summary>Keys of the records that the seal and its results name.</summary>
    public IReadOnlyList<string> Counted { get; }

    public IReadOnlyList<string> Superseded { get; }

    /// <summary>Keys of committed records of which the seal does not know.</summary>
    public IReadOnlyList<string> Late { get; }

    private IEnumerable<string> Committed =>
        _copy
            .Names("results")
            .Where(name => Path.GetFileName(name) is var file && IsRecord(file))
            .Select(name => $"{_copy.Id}/{name}");

    /// <summary>Every entry is sealed once and ok, and every committed record is accounted for once.</summary>
    public static async Task<Accounting> OfAsync(
        NetworkBed bed,
        int entries,
        int iterations,
        string id = "t1"
    )
    {
        var times = await TimesAsync(bed.Prefix);
        var account = new Accounting(await bed.Mirror.CopyAsync(id), times);
        account.ShouldBeConsistent();
        SealedRun.ShouldCountOnce(account.Copy, entries, iterations);
        return account;
    }

    /// <summary>By key below the prefix, when the server took it.</summary>
    private static async Task<IReadOnlyDictionary<string, DateTime>> TimesAsync(string prefix)
    {
        var times = new Dictionary<string, DateTime>(StringComparer.Ordinal);
        var request = new ListObjectsV2Request
        {
            BucketName = SharedBed.Bucket.Name,
            Prefix = $"{prefix}/",
        };
        ListObjectsV2Response page;
        do
        {
            page = await SharedBed.Bucket.Client.ListObjectsV2Async(request);
            foreach (var found in page.S3Objects ?? [])
            {
                times[found.Key[(prefix.Length + 1)..]] = found.LastModified!.Value;
            }
            request.ContinuationToken = page.NextContinuationToken;
        } while (page.IsTruncated is true);
        return times;
    }

    private void ShouldBeConsistent()
    {
        Counted.ShouldBeUnique();
        Superseded.ShouldBeUnique();
        Counted.Intersect(Superseded).ShouldBeEmpty("no record counts and does not");
        Counted.Concat(Superseded).Except(Committed).ShouldBeEmpty("what is named is there");
        var sealing = TimeOf(DecisionOf("seal"));
        foreach (var key in Late)
        {
            _times[key].ShouldBeGreaterThanOrEqualTo(sealing, $"{key} came late");
        }
        foreach (var key in Counted.Where(key => key.Contains("/iteration-")))
        {
            var record = _copy.Json(NameOf(key));
            if (FenceAfter(Text(record, "vm"), record["epoch"]!.GetValue<int>()) is { } fence)
            {
                _times[key]
                    .ShouldBeLessThanOrEqualTo(
                        TimeOf(fence),
                        $"{key} counts, so its holder was not fenced by {fence}"
                    );
            }
        }
    }

    private IEnumerable<string> CountedKeys()
    {
        foreach (var entry in _copy.Seal["entries"]!.AsArray())
        {
            var result = Text(entry!["result"]!, "key");
            yield return result;
            foreach (var iteration in _copy.Json(NameOf(result))["iterations"]!.AsArray())
            {
                yield return Text(iteration!["record"]!, "key");
            }
        }
    }

    /// <summary>The fence that ended an epoch; null when none did.</summary>
    private string? FenceAfter(string vm, int epoch) =>
        _copy
            .Names($"claims/{vm}")
            .FirstOrDefault(name =>
                _copy.Json(name) is var claim
                && Text(claim, "kind") == "fence"
                && claim["epoch"]!.GetValue<int>() > epoch
            );

    private string DecisionOf(string kind) =>
        _copy.Names("decisions").Single(name => Text(_copy.Json(name), "kind") == kind);

    private DateTime TimeOf(string name) => _times[$"{_copy.Id}/{name}"];

    private string NameOf(string key) => key[(_copy.Id.Length + 1)..];

    private static bool IsRecord(string file) =>
        file == "result.json" || file.StartsWith("iteration-", StringComparison.Ordinal);

    private static string Text(JsonNode node, string name) => node[name]!.GetValue<string>();
}
