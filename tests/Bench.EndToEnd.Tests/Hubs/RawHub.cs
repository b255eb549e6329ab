using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Bench.EndToEnd.Tests.Harness;

namespace Bench.EndToEnd.Tests.Hubs;

/// <summary>The summaries of an entry's iterations, found from the seal, and the figures that they make.</summary>
internal sealed class RawHub
{
    private static readonly (string Name, double Share)[] Quantiles =
    [
        ("p50", 0.5),
        ("p90", 0.9),
        ("p95", 0.95),
        ("p99", 0.99),
        ("p999", 0.999),
    ];

    private readonly List<JsonNode> _summaries = [];

    public int Iterations => _summaries.Count;

    /// <param name="bucket">The run.</param>
    /// <param name="matrixId">The entry.</param>
    /// <param name="vm">One of its VMs; null for all of them.</param>
    public static RawHub Of(Bucket bucket, int matrixId, string? vm)
    {
        var raw = new RawHub();
        var sealedEntries = bucket.Seal["entries"]!
            .AsArray()
            .Where(entry =>
                entry!["matrix_id"]!.GetValue<int>() == matrixId
                && (vm is null || entry["vm"]!.GetValue<string>() == vm)
            );
        foreach (var entry in sealedEntries)
        {
            foreach (var iteration in Named(bucket, entry!["result"]!)["iterations"]!.AsArray())
            {
                var record = Named(bucket, iteration!["record"]!);
                var files = record["raw"]!.AsArray();
                raw._summaries.Add(
                    Named(bucket, files.Single(file => file!["role"]!.GetValue<string>() == "hub")!)
                );
            }
        }
        return raw;
    }

    /// <summary>Every figure of the report, computed anew.</summary>
    public void ShouldAgree(JsonNode hub, int modules, int files)
    {
        foreach (var summary in _summaries)
        {
            summary["modules"]!.AsArray().Count.ShouldBe(modules);
            summary["totals"]!["files"]!.GetValue<long>().ShouldBe(modules * files);
        }
        var figures = new Dictionary<string, Func<JsonNode, double>>
        {
            ["modules"] = _ => modules,
            ["files"] = summary => Total(summary, "files"),
            ["modules_per_second"] = summary => modules / Provision(summary),
            ["bytes_per_second"] = summary => Total(summary, "bytes") / Provision(summary),
            ["bytes"] = summary => Total(summary, "bytes"),
            ["moved_bytes"] = summary => Total(summary, "moved_bytes"),
            ["backend_bytes"] = summary => summary["baseline"]!["bytes"]!.GetValue<double>(),
            ["requests"] = summary => Total(summary, "requests"),
            ["dedup_ratio"] = summary =>
                Total(summary, "deduplicated_bytes") / Total(summary, "bytes"),
        };
        foreach (var (name, of) in figures)
        {
            RateShouldBe(hub[name].ShouldNotBeNull(name), of);
        }
        string[] operations = ["provision", "hydrate", "deprovision"];
        foreach (var operation in operations)
        {
            LatencyShouldBe(hub[$"{operation}_ns"]!, $"{operation}_seconds");
        }
        // A figure that is new in the report is computed anew here too.
        hub.AsObject()
            .Select(figure => figure.Key)
            .ShouldBe([.. figures.Keys, .. operations.Select(o => $"{o}_ns")], ignoreOrder: true);
    }

    private void LatencyShouldBe(JsonNode shown, string figure)
    {
        long[] all =
        [
            .. _summaries
                .SelectMany(summary => summary["modules"]!.AsArray())
                .Select(module => (long)Math.Round(module![figure]!.GetValue<double>() * 1e9))
                .Order(),
        ];
        shown["count"]!.GetValue<long>().ShouldBe(all.Length);
        Near(shown["mean"]!, all.Average());
        shown["min"]!.GetValue<double>().ShouldBe(all[0]);
        shown["max"]!.GetValue<double>().ShouldBe(all[^1]);
        shown["p50"].ShouldNotBeNull();
        foreach (var (name, share) in Quantiles)
        {
            // Nearest rank, and nothing with fewer than ten modules beyond it.
            long? expected =
                Math.Floor((1 - share) * all.Length + 1e-9) >= 10
                    ? all[(int)Math.Ceiling(share * all.Length - 1e-9) - 1]
                    : null;
            (shown[name] is { } given ? given.GetValue<long>() : (long?)null).ShouldBe(
                expected,
                $"{name} of {figure}"
            );
        }
    }

    private void RateShouldBe(JsonNode shown, Func<JsonNode, double> of)
    {
        double[] values = [.. _summaries.Select(of)];
        double[] sorted = [.. values.Order()];
        var middle = sorted.Length / 2;
        var median =
            sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        Near(shown["median"]!, median);
        Near(shown["min"]!, sorted[0]);
        Near(shown["max"]!, sorted[^1]);
        shown["values"]!.AsArray().Count.ShouldBe(values.Length);
        foreach (var (given, value) in shown["values"]!.AsArray().Zip(values))
        {
            Near(given!, value);
        }
    }

    private static double Provision(JsonNode summary) =>
        summary["phases"]!
            .AsArray()
            .Single(phase => phase!["name"]!.GetValue<string>() == "provision")![
            "seconds"
        ]!.GetValue<double>();

    private static double Total(JsonNode summary, string name) =>
        summary["totals"]![name]!.GetValue<double>();

    private static JsonNode Named(Bucket bucket, JsonNode reference)
    {
        var bytes = File.ReadAllBytes(bucket.PathOfKey(reference["key"]!.GetValue<string>()));
        Convert
            .ToHexStringLower(SHA256.HashData(bytes))
            .ShouldBe(reference["sha256"]!.GetValue<string>());
        return JsonNode.Parse(bytes)!;
    }

    private static void Near(JsonNode shown, double expected) =>
        shown.GetValue<double>().ShouldBe(expected, 1e-9 * Math.Max(1, Math.Abs(expected)));
}
