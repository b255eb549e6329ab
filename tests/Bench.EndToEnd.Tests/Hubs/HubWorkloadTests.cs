using System.Text.Json.Nodes;
using Bench.EndToEnd.Tests.Harness;

namespace Bench.EndToEnd.Tests.Hubs;

/// <summary>The workload hub-hydration as a run, with Bench's own hub as the child of each worker.</summary>
public sealed class HubWorkloadTests
{
    private const int Modules = 24;
    private const int Files = 4;
    private const int Workers = 3;
    private const int Iterations = 2;

    /// <summary>So many modules that each iteration has a median of its own.</summary>
    private const string TwoRows =
        "test_id,workload,modules,files,size,duplicates,hydration_threads,provision_threads,pack\n"
        + "packed,hub-hydration,24,4,100-9000,0.3,2,4,yes\n"
        + "single,hub-hydration,24,4,100-9000,0.3,2,4,no\n";

    private static readonly string[] Phases =
    [
        "prepare/copy_baseline",
        "measure/start",
        "measure/provision",
        "measure/provision/hydrate",
        "measure/deprovision",
        "measure/stop",
    ];

    [Test]
    [CancelAfter(300_000)]
    public async Task Three_workers_report_percentiles_that_the_raw_files_have(
        CancellationToken cancel
    )
    {
        await using var sandbox = new Sandbox();

        (
            await sandbox
                .BenchAsync(Arguments(sandbox, Workers, "--distribution", "replicate"))
                .WaitAsync(cancel)
        ).ShouldHaveCode(0);

        var bucket = sandbox.Bucket("t1");
        var entries = bucket.Report["entries"]!.AsArray();
        entries.Count.ShouldBe(2 * Workers);
        foreach (var entry in entries)
        {
            entry!["status"]!.GetValue<string>().ShouldBe("ok", entry.ToJsonString());
            var vm = entry["vm"]!.GetValue<string>();
            var raw = RawHub.Of(bucket, Int(entry, "matrix_id"), vm);
            raw.Iterations.ShouldBe(Iterations);
            raw.ShouldAgree(entry["hub"]!, Modules, Files);
            Phases.ShouldBeSubsetOf(entry["phases"]!.AsObject().Select(phase => phase.Key));
        }
        foreach (var entry in bucket.Report["combined"]!.AsArray())
        {
            RawHub
                .Of(bucket, Int(entry!, "matrix_id"), vm: null)
                .ShouldAgree(entry!["hub"]!, Modules, Files);
        }
        var packed = entries.First(e => Int(e!, "matrix_id") == 1)!["hub"]!;
        var single = entries.First(e => Int(e!, "matrix_id") == 2)!["hub"]!;
        Median(packed, "requests").ShouldBeLessThan(Median(single, "requests"));
        // Rows that differ in how modules are stored have a baseline each, which all workers share.
        Directory.GetDirectories(Path.Combine(sandbox.Data, "bench-data")).Length.ShouldBe(2);
        Directory.Exists(Path.Combine(sandbox.Data, "bench-write")).ShouldBeFalse();
    }

    [Test]
    [CancelAfter(300_000)]
    public async Task A_worker_that_is_killed_leaves_no_hub_and_counts_once(
        CancellationToken cancel
    )
    {
        await using var sandbox = new Sandbox();
        using var run = sandbox.Start(Arguments(sandbox, workers: 2, "--lease", "1"));
        var bucket = sandbox.Bucket("t1");
        HostProcess? hub = null;
        await Until.TrueAsync(
            () =>
                bucket.Phase("vm-1") is "measure" or "start" or "provision" or "deprovision"
                && (hub = HubOf(sandbox, "vm-1")) is not null,
            "a hub is measured",
            () => run.Output + run.Errors
        );

        Signals.Send(sandbox.Worker("vm-1").ShouldNotBeNull(run.Output).Pid, Signals.Kill);

        await Until.TrueAsync(
            () => sandbox.Children.All(child => child.Pid != hub!.Pid),
            "the hub of the dead worker is gone",
            () => string.Join('\n', sandbox.Processes)
        );
        (await run.EndAsync().WaitAsync(cancel)).ShouldHaveCode(0);
        bucket.Has("claims/vm-1/000002.json").ShouldBeTrue("a second epoch went on");
        bucket.Seal["superseded"]!.AsArray().ShouldBeEmpty();
        bucket
            .Iterations()
            .Select(bucket.Json)
            .Select(record => (Int(record, "matrix_id"), Int(record, "iteration")))
            .Order()
            .ShouldBe([(1, 1), (1, 2), (2, 1), (2, 2)]);
        foreach (var entry in bucket.Report["entries"]!.AsArray())
        {
            entry!["status"]!.GetValue<string>().ShouldBe("ok", entry.ToJsonString());
            RawHub
                .Of(bucket, Int(entry, "matrix_id"), vm: null)
                .ShouldAgree(entry["hub"]!, Modules, Files);
        }
        sandbox.Processes.ShouldBeEmpty();
        Directory.Exists(Path.Combine(sandbox.Data, "bench-write")).ShouldBeFalse();
    }

    /// <summary>No job file: no row is of fio.</summary>
    private static IReadOnlyList<string> Arguments(
        Sandbox sandbox,
        int workers,
        params IReadOnlyList<string> more
    ) =>
        [
            "run",
            "--benchmark-id",
            "t1",
            "--test-csv",
            sandbox.Write("tests.csv", TwoRows),
            "--artifacts",
            sandbox.ArtifactsUri,
            "--test-data",
            sandbox.Data,
            "--iterations",
            Iterations.ToString(System.Globalization.CultureInfo.InvariantCulture),
            "--workers",
            workers.ToString(System.Globalization.CultureInfo.InvariantCulture),
            "--poll-interval",
            "0.2",
            "--seed",
            "7",
            .. more,
        ];

    private static HostProcess? HubOf(Sandbox sandbox, string vm) =>
        sandbox.Children.FirstOrDefault(child =>
            child.Owner!.Contains($"/{vm}/", StringComparison.Ordinal)
            && child.Arguments.Contains("serve")
            // One that seeds a baseline works in another folder.
            && child.Arguments.Any(word => word.EndsWith("/hub", StringComparison.Ordinal))
        );

    private static double Median(JsonNode hub, string figure) =>
        hub[figure]!["median"]!.GetValue<double>();

    private static int Int(JsonNode node, string name) => node[name]!.GetValue<int>();
}
