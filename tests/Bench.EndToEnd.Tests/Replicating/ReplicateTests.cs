using System.Text.Json.Nodes;
using Bench.EndToEnd.Tests.Harness;

namespace Bench.EndToEnd.Tests.Replicating;

/// <summary>Three workers of this host that run every entry at once, with real fio.</summary>
public sealed class ReplicateTests
{
    private const int Workers = 3;

    /// <summary>Slow enough for three of them on a small machine.</summary>
    private static readonly RunSetup Setup = new()
    {
        Tests = Given.OneTest,
        Configs = null,
        Job = Given.TimedJob("1500ms").Replace("[job]", "rate=8m\n[job]", StringComparison.Ordinal),
        Iterations = 2,
        Workers = Workers,
        More = ["--distribution", "replicate", "--lease", "5"],
    };

    [Test]
    [CancelAfter(120_000)]
    public async Task All_start_together_and_the_sum_is_that_of_the_raw_logs(
        CancellationToken cancel
    )
    {
        await using var sandbox = new Sandbox();

        (await Setup.RunAsync(sandbox).WaitAsync(cancel)).ShouldHaveCode(0);

        var bucket = sandbox.Bucket(Setup.Id);
        Statuses(bucket).ShouldBe(["vm-1 ok", "vm-2 ok", "vm-3 ok"]);
        bucket.Seal["superseded"]!.AsArray().ShouldBeEmpty();
        var entry = bucket.Report["replicated"]!.AsArray().ShouldHaveSingleItem()!;
        Int(entry, "iterations_ok").ShouldBe(Setup.Iterations);
        var iterations = entry["iterations"]!.AsArray();
        foreach (var iteration in iterations)
        {
            ShouldAgree(bucket, iteration!);
        }
        bucket
            .Iterations()
            .Select(name => bucket.Json(name)["barrier"]!["signal"]!.GetValue<string>())
            .ShouldContain("channel", "each may look at the bucket just then, but not all");
        bucket.Report["combined"]!.AsArray().Count.ShouldBe(1);
        await ShouldRenderTheSameAgainAsync(sandbox, bucket);
    }

    [Test]
    [CancelAfter(180_000)]
    public async Task A_participant_that_is_killed_leaves_the_iteration_to_the_others(
        CancellationToken cancel
    )
    {
        await using var sandbox = new Sandbox();
        using var run = Setup.Start(sandbox);
        await Until.TrueAsync(
            () =>
                sandbox
                    .Children.Where(p => p.Measures)
                    .Select(p => p.Owner)
                    .Distinct(StringComparer.Ordinal)
                    .Count() == Workers
                && Barriers.Goes(sandbox.Bucket(Setup.Id)).Count > 0,
            "all measure",
            () => run.Output + run.Errors
        );

        Signals.Send(sandbox.Worker("vm-2").ShouldNotBeNull(run.Output).Pid, Signals.Kill);

        (await run.EndAsync().WaitAsync(cancel)).ShouldHaveCode(1);
        var bucket = sandbox.Bucket(Setup.Id);
        Statuses(bucket).ShouldBe(["vm-1 ok", "vm-2 failed", "vm-3 ok"]);
        var iterations = bucket.Report["replicated"]!.AsArray().ShouldHaveSingleItem()![
            "iterations"
        ]!.AsArray();
        iterations
            .Select(i =>
                $"{Int(i!, "iteration")} attempt {Int(i!, "attempt")}: {string.Join(' ', i!["participants"]!.AsArray().Select(p => p!.GetValue<string>()))}"
            )
            .ShouldBe(["1 attempt 2: vm-1 vm-3", "2 attempt 1: vm-1 vm-2 vm-3"]);
        foreach (var iteration in iterations)
        {
            ShouldAgree(bucket, iteration!);
        }
        ShouldAccountForAll(bucket);
    }

    [Test]
    [CancelAfter(180_000)]
    public async Task A_participant_that_falls_silent_is_fenced_and_hangs_nobody(
        CancellationToken cancel
    )
    {
        await using var sandbox = new Sandbox();
        var setup = Setup with
        {
            Iterations = 1,
            More = ["--distribution", "replicate", "--lease", "2"],
        };
        using var run = setup.Start(sandbox);
        await Until.TrueAsync(
            () =>
                sandbox.Children.Any(p => p.Measures && p.Owner!.Contains("/vm-2/"))
                && Barriers.Goes(sandbox.Bucket(setup.Id)).Count > 0,
            "vm-2 measures",
            () => run.Output + run.Errors
        );

        Signals.Send(sandbox.Worker("vm-2").ShouldNotBeNull(run.Output).Pid, Signals.Stop);

        (await run.EndAsync().WaitAsync(cancel)).ShouldHaveCode(1);
        var bucket = sandbox.Bucket(setup.Id);
        bucket.Seal["reason"]!.GetValue<string>().ShouldBe("workers_lost");
        Statuses(bucket).ShouldBe(["vm-1 ok", "vm-2 missing", "vm-3 ok"]);
        var iteration = bucket.Report["replicated"]!.AsArray().ShouldHaveSingleItem()![
            "iterations"
        ]!
            .AsArray()
            .ShouldHaveSingleItem()!;
        (Int(iteration, "iteration"), Int(iteration, "attempt")).ShouldBe((1, 2));
        ShouldAgree(bucket, iteration);
    }

    /// <summary>Every committed record is named by the seal or by a result that it names, and only once.</summary>
    private static void ShouldAccountForAll(Bucket bucket)
    {
        var results = bucket.Seal["entries"]!
            .AsArray()
            .Select(e => e!["result"]!["key"]!.GetValue<string>())
            .ToList();
        var counted = results.SelectMany(key =>
            JsonNode.Parse(File.ReadAllText(bucket.PathOfKey(key)))!["iterations"]!
                .AsArray()
                .Select(i => i!["record"]!["key"]!.GetValue<string>())
        );
        var superseded = bucket.Seal["superseded"]!
            .AsArray()
            .Select(r => r!["key"]!.GetValue<string>())
            .ToList();

        // What the survivors had committed of the try that lost a participant.
        superseded.ShouldBe([
            $"{bucket.Id}/results/vm-1/test-1/a01/iteration-0001.json",
            $"{bucket.Id}/results/vm-3/test-1/a01/iteration-0001.json",
        ]);
        counted
            .Concat(superseded)
            .Order(StringComparer.Ordinal)
            .ShouldBe(
                bucket
                    .Iterations()
                    .Select(name => $"{bucket.Id}/{name}")
                    .Order(StringComparer.Ordinal)
            );
    }

    private static void ShouldAgree(Bucket bucket, JsonNode iteration)
    {
        var records = iteration["participants"]!
            .AsArray()
            .Select(vm =>
                bucket.Json(
                    $"results/{vm}/test-1/a0{Int(iteration, "attempt")}/iteration-000{Int(iteration, "iteration")}.json"
                )
            )
            .ToList();
        var raw = new RawLogs(bucket, records);
        raw.Jobs.ShouldBe(2 * records.Count);
        var window = iteration["window"].ShouldNotBeNull(iteration.ToJsonString());
        Real(window, "seconds").ShouldBe(raw.Window / 1000, 1e-6);
        var read = iteration["read"]!;
        Real(read, "bytes_per_second").ShouldBe(raw.Rate, raw.Rate * 1e-6);
        Real(read, "low").ShouldBeLessThanOrEqualTo(raw.Rate);
        Real(read, "high").ShouldBeGreaterThanOrEqualTo(raw.Rate);
        var starts = records.ConvertAll(r =>
            r["barrier"]!["started_nanoseconds"]!.GetValue<long>()
        );
        Real(window, "start_skew_high_seconds").ShouldBe((starts.Max() - starts.Min()) / 1e9, 1e-9);
        Real(window, "start_skew_low_seconds").ShouldBe(Real(window, "start_skew_high_seconds"));
        Real(window, "work_skew_low_seconds")
            .ShouldBeLessThanOrEqualTo(Real(window, "start_skew_high_seconds"));
        Real(window, "work_skew_high_seconds")
            .ShouldBeGreaterThanOrEqualTo(Real(window, "start_skew_high_seconds"));
        foreach (var record in records)
        {
            var barrier = record["barrier"]!;
            Int(barrier, "go_decision").ShouldBe(Int(iteration, "go_decision"));
            var signal = barrier["signal"]!.GetValue<string>();
            barrier["held"]!.GetValue<bool>().ShouldBeTrue();
            var exchanges = barrier["exchanges"]!.AsArray();
            exchanges.Count.ShouldBeGreaterThan(signal == "channel" ? 1 : 0);
            foreach (var exchange in exchanges)
            {
                // One clock: what was sent came before what was received.
                Stamp(exchange!, "sent")
                    .ShouldBeLessThan(Stamp(exchange!, "coordinator_received"));
                Stamp(exchange!, "coordinator_sent").ShouldBeLessThan(Stamp(exchange!, "received"));
            }
        }
    }

    private static async Task ShouldRenderTheSameAgainAsync(Sandbox sandbox, Bucket bucket)
    {
        var folder = sandbox.Folder("again");
        (
            await sandbox.BenchAsync("report", bucket.Uri, "--report-dir", folder, "--verify")
        ).ShouldHaveCode(0);
        foreach (var name in new[] { "report.json", "report.html", "replicated.csv" })
        {
            File.ReadAllBytes(Path.Combine(folder, name))
                .ShouldBe(File.ReadAllBytes(bucket.PathOf($"report/{name}")), name);
        }
    }

    private static IEnumerable<string> Statuses(Bucket bucket) =>
        bucket.Seal["entries"]!
            .AsArray()
            .Select(e => $"{e!["vm"]!.GetValue<string>()} {e["status"]!.GetValue<string>()}");

    private static long Stamp(JsonNode exchange, string name) =>
        exchange[$"{name}_nanoseconds"]!.GetValue<long>();

    private static int Int(JsonNode node, string name) => node[name]!.GetValue<int>();

    private static double Real(JsonNode node, string name) => node[name]!.GetValue<double>();
}
