using System.Text.Json.Nodes;
using Bench.EndToEnd.Tests.Harness;

namespace Bench.EndToEnd.Tests.Hubs;

/// <summary>Cold and warm backends as a factor of hydration, with the evidence that they were.</summary>
[NonParallelizable]
public sealed class HubWorkloadCacheTests
{
    [Test]
    [CancelAfter(120_000)]
    public async Task A_cold_and_a_warm_backend_are_configs_and_the_record_proves_them(
        CancellationToken cancel
    )
    {
        await using var sandbox = new Sandbox();
        var setup = new RunSetup
        {
            Tests = "test_id,workload,modules,files,size,duplicates\na,hub-hydration,4,4,200k,0\n",
            Configs = "commit,mount_args,label,cache\nmaster,,cold,drop\nmaster,,hot,warm\n",
            Iterations = 1,
            Workers = 1,
        };

        (await setup.RunAsync(sandbox).WaitAsync(cancel)).ShouldHaveCode(0);

        var bucket = sandbox.Bucket("t1");
        var records = bucket
            .Iterations()
            .Select(bucket.Json)
            .ToDictionary(record => record["cache"]!["outcome"]!.GetValue<string>());
        records.Keys.ShouldBe(["dropped", "warmed"], ignoreOrder: true);
        var (cold, hot) = (records["dropped"], records["warmed"]);
        var data = Bytes(cold, "data_bytes");
        data.ShouldBeGreaterThanOrEqualTo(4 * 4 * 200 * 1024, "the copy of the baseline");
        Bytes(cold, "resident_bytes").ShouldBeLessThan(data / 20);
        Bytes(cold, "device_read_bytes").ShouldBeGreaterThanOrEqualTo(data / 2);
        Bytes(hot, "resident_bytes").ShouldBeGreaterThan(data * 98 / 100);
        IsCold(bucket, cold).ShouldBeTrue();
        IsCold(bucket, hot).ShouldBeFalse();
    }

    private static long Bytes(JsonNode record, string name) =>
        record["cache"]![name]!.GetValue<long>();

    /// <summary>What the summary of an iteration says, by which iterations are compared.</summary>
    private static bool IsCold(Bucket bucket, JsonNode record)
    {
        var summary = bucket
            .Names("results")
            .Single(name =>
                name.Contains($"/test-{record["matrix_id"]}/", StringComparison.Ordinal)
                && name.EndsWith("/summary.json", StringComparison.Ordinal)
            );
        return bucket.Json(summary)["options"]!["cold_backend"]!.GetValue<bool>();
    }
}
