using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Bench.EndToEnd.Tests.Harness;

namespace Bench.EndToEnd.Tests.Recomputation;

/// <summary>What must hold of every sealed run, checked against the bytes in the bucket.</summary>
internal static class SealedRun
{
    private static readonly (string Name, decimal Value)[] Quantiles =
    [
        ("p50", 0.5m),
        ("p90", 0.9m),
        ("p95", 0.95m),
        ("p99", 0.99m),
        ("p999", 0.999m),
    ];

    /// <summary>Every entry is ok, each planned iteration committed exactly once, and every figure is right.</summary>
    public static void ShouldBeWhole(Bucket bucket, int entries, int iterations)
    {
        var seal = bucket.Seal;
        seal["reason"]!.GetValue<string>().ShouldBe("completed");
        var sealedEntries = seal["entries"]!.AsArray();
        sealedEntries
            .Select(entry => entry!["matrix_id"]!.GetValue<int>())
            .ShouldBe(Enumerable.Range(1, entries));
        foreach (var entry in sealedEntries)
        {
            entry!["status"]!.GetValue<string>().ShouldBe("ok", entry.ToJsonString());
        }
        seal["superseded"]!.AsArray().ShouldBeEmpty();

        var committed = bucket
            .Iterations()
            .Select(bucket.Json)
            .Select(record =>
                (Entry: Int(record, "matrix_id"), Iteration: Int(record, "iteration"))
            )
            .Order();
        committed.ShouldBe(
            from entry in Enumerable.Range(1, entries)
            from iteration in Enumerable.Range(1, iterations)
            select (entry, iteration)
        );
        bucket
            .Names("decisions")
            .Count(name => bucket.Json(name)["kind"]!.GetValue<string>() == "seal")
            .ShouldBe(1);
        ReportShouldAgree(bucket);
    }

    /// <summary>
    /// Every entry is ok, whoever ran it, and every committed iteration is counted, superseded or late, once.
    /// </summary>
    public static void ShouldCountOnce(Bucket bucket, int entries, int iterations)
    {
        var seal = bucket.Seal;
        seal["reason"]!.GetValue<string>().ShouldBe("completed");
        var sealedEntries = seal["entries"]!.AsArray();
        sealedEntries
            .Select(entry => entry!["matrix_id"]!.GetValue<int>())
            .ShouldBe(Enumerable.Range(1, entries));
        var counted = new List<string>();
        foreach (var entry in sealedEntries)
        {
            entry!["status"]!.GetValue<string>().ShouldBe("ok", entry.ToJsonString());
            var records = Iterations(bucket, entry).ToList();
            records.Count.ShouldBe(iterations);
            counted.AddRange(
                records.Select(record =>
                    $"{Int(record, "matrix_id")}/{Int(record, "attempt")}/{Int(record, "iteration")}"
                )
            );
        }
        counted.ShouldBeUnique();
        var superseded = seal["superseded"]!
            .AsArray()
            .Select(record => record!["key"]!.GetValue<string>())
            .ToList();
        superseded.ShouldBeUnique();
        var committed = bucket.Iterations().Count;
        var listed = superseded.Count(key => key.Contains("/iteration-", StringComparison.Ordinal));
        (counted.Count + listed).ShouldBeLessThanOrEqualTo(committed, "the rest came late");
        ReportShouldAgree(bucket);
    }

    /// <summary>Every figure of the report, recomputed from seal → result → iteration → raw file.</summary>
    public static void ReportShouldAgree(Bucket bucket)
    {
        var report = bucket.Report["entries"]!.AsArray();
        var sealedEntries = bucket.Seal["entries"]!.AsArray();
        report.Count.ShouldBe(sealedEntries.Count);
        Digested(bucket, bucket.Seal["config"]!);
        foreach (var (entry, shown) in sealedEntries.Zip(report))
        {
            shown!["matrix_id"]!.GetValue<int>().ShouldBe(Int(entry!, "matrix_id"));
            shown["status"]!.GetValue<string>().ShouldBe(entry!["status"]!.GetValue<string>());
            EntryShouldAgree(bucket, entry, shown);
        }
    }

    private static void EntryShouldAgree(Bucket bucket, JsonNode entry, JsonNode shown)
    {
        var records = Iterations(bucket, entry).OrderBy(r => Int(r, "iteration")).ToList();
        var good = records.Where(r => r["status"]!.GetValue<string>() == "ok").ToList();
        Int(shown, "iterations_ok").ShouldBe(good.Count);
        shown["iterations"]!
            .AsArray()
            .Select(i => (Int(i!, "iteration"), i!["status"]!.GetValue<string>()))
            .ShouldBe(records.Select(r => (Int(r, "iteration"), r["status"]!.GetValue<string>())));
        foreach (var direction in new[] { "read", "write" })
        {
            var pool = new RawLatency();
            var rates = good.Select(record =>
                    RawFio.Read(FioOutput(bucket, record), direction, pool)
                )
                .OfType<RawRates>()
                .ToList();
            if (rates.Count == 0)
            {
                shown[direction].ShouldBeNull();
                continue;
            }
            RateShouldBe(
                shown[direction]!["bw_bytes_per_second"]!,
                [.. rates.Select(r => r.BytesPerSecond)]
            );
            RateShouldBe(shown[direction]!["iops"]!, [.. rates.Select(r => r.Iops)]);
            LatencyShouldBe(shown[direction]!["clat_ns"]!, pool);
        }
    }

    private static void RateShouldBe(JsonNode shown, IReadOnlyList<double> values)
    {
        var sorted = values.Order().ToList();
        var middle = sorted.Count / 2;
        var median =
            sorted.Count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        Near(shown["median"]!, median);
        Near(shown["min"]!, sorted[0]);
        Near(shown["max"]!, sorted[^1]);
        var given = shown["values"]!.AsArray();
        given.Count.ShouldBe(values.Count);
        foreach (var (one, value) in given.Zip(values))
        {
            Near(one!, value);
        }
    }

    private static void LatencyShouldBe(JsonNode shown, RawLatency pool)
    {
        shown["count"]!.GetValue<long>().ShouldBe(pool.Count);
        Near(shown["mean"]!, pool.Mean);
        Near(shown["min"]!, pool.Min);
        Near(shown["max"]!, pool.Max);
        // The sum of squares loses digits that the merged moments keep.
        shown["stddev"]!.GetValue<double>().ShouldBe(pool.Stddev, 1e-3 * (1 + pool.Stddev));
        foreach (var (name, value) in Quantiles)
        {
            var given = shown[name] is { } quantile ? quantile.GetValue<long>() : (long?)null;
            given.ShouldBe(pool.Quantile(value), name);
        }
    }

    private static IEnumerable<JsonNode> Iterations(Bucket bucket, JsonNode entry)
    {
        if (entry["result"] is { } reference)
        {
            var result = Digested(bucket, reference);
            Int(result, "matrix_id").ShouldBe(Int(entry, "matrix_id"));
            return
            [
                .. result["iterations"]!.AsArray().Select(i => Digested(bucket, i!["record"]!)),
            ];
        }
        return entry["partial_iterations"] is { } partial
            ? [.. partial.AsArray().Select(r => Digested(bucket, r!))]
            : [];
    }

    /// <summary>A record that has the length and the digest by which it is named.</summary>
    private static JsonNode Digested(Bucket bucket, JsonNode reference)
    {
        var bytes = File.ReadAllBytes(bucket.PathOfKey(reference["key"]!.GetValue<string>()));
        bytes.LongLength.ShouldBe(reference["length"]!.GetValue<long>());
        Convert
            .ToHexStringLower(SHA256.HashData(bytes))
            .ShouldBe(reference["sha256"]!.GetValue<string>());
        return JsonNode.Parse(bytes)!;
    }

    private static string FioOutput(Bucket bucket, JsonNode record)
    {
        var raw = record["raw"]!
            .AsArray()
            .Single(file => file!["role"]!.GetValue<string>() == "fio")!;
        var path = bucket.PathOfKey(raw["key"]!.GetValue<string>());
        Convert
            .ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)))
            .ShouldBe(raw["sha256"]!.GetValue<string>());
        return path;
    }

    private static void Near(JsonNode shown, double expected) =>
        shown.GetValue<double>().ShouldBe(expected, 1e-9 * Math.Max(1, Math.Abs(expected)));

    private static int Int(JsonNode node, string name) => node[name]!.GetValue<int>();
}
