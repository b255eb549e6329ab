using System.Globalization;
using Bench.Model.Hub;

namespace Bench.Hub.Pipeline.Baselines;

/// <summary>What a preserved baseline is and where it comes from, in words for people.</summary>
internal static class BaselineReadMe
{
    private const string HubsOwn = "the hub's own";

    /// <param name="preserved">The record.</param>
    /// <param name="source">The place that it was brought from.</param>
    /// <param name="isCopy">Whether that is there still.</param>
    public static string Of(HubPreserved preserved, string source, bool isCopy)
    {
        var baseline = preserved.Baseline!;
        List<string> lines =
        [
            "A seeded hydration backend, kept as the baseline of 'bench hub perf'. Do not change it: its digest is",
            "checked at each use.",
            "",
            Line("modules", $"{preserved.Modules.Count}"),
            Line("objects", $"{baseline.Objects}"),
            Line("bytes", $"{baseline.Bytes}"),
            Line("digest", $"{baseline.Digest}"),
            Line("backend", $"{preserved.Backend}, bucket {preserved.Bucket}"),
            .. Provenance(preserved),
            Line(isCopy ? "copied from" : "moved from", $"{source}"),
            Line("on", $"{preserved.HostName}, {preserved.PreservedAt:u}"),
            Line("by", $"bench {preserved.BenchVersion}"),
        ];
        return string.Join('\n', lines) + "\n";
    }

    /// <summary>Nothing of what a record of an older version does not tell.</summary>
    private static IEnumerable<string> Provenance(HubPreserved preserved)
    {
        foreach (var source in preserved.Sources ?? [])
        {
            yield return Line("source", $"{source.Source}, by {source.StateObject}");
            yield return Line("taken", $"on {source.HostName}, {source.TakenAt:u}");
            yield return Line("taken by", $"{HubOf(source.Hub)}");
        }
        if (preserved.SnapshotFolder is { } folder)
        {
            yield return Line("snapshot", $"{folder}");
        }
        if (preserved.StoredBy is { } hub)
        {
            yield return Line("stored by", $"{HubOf(hub)}");
            yield return Line("options", $"{OptionsOf(hub)}");
        }
    }

    private static string HubOf(HubUse hub) =>
        hub.HubUrl is { } url ? $"the hub at {url}" : hub.HubCommand ?? "Bench's own hub";

    private static string OptionsOf(HubUse hub) =>
        hub.HubUrl is not null
            ? HubsOwn
            : string.Create(
                CultureInfo.InvariantCulture,
                $"pack {(hub.Pack == false ? "no" : "yes")}, pack threshold {Or(hub.PackThresholdBytes)}, provision threads {Or(hub.ProvisionThreads)}, hydration threads {Or(hub.HydrationThreads)}"
            );

    private static string Or(long? number) =>
        number?.ToString(CultureInfo.InvariantCulture) ?? HubsOwn;

    private static string Line(string name, FormattableString value) =>
        $"{name, -12} {value.ToString(CultureInfo.InvariantCulture)}";
}
