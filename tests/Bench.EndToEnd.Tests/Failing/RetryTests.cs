using System.Text.Json.Nodes;
using Bench.EndToEnd.Tests.Harness;
using Bench.EndToEnd.Tests.Recomputation;

namespace Bench.EndToEnd.Tests.Failing;

/// <summary>What a run does by itself about entries that fail or take too long.</summary>
public sealed class RetryTests
{
    private static readonly RunSetup Setup = new()
    {
        Tests = Given.OneTest,
        Configs = null,
        Workers = 1,
    };

    [TestCase(1, "ok", 0)]
    [TestCase(0, "failed", 1)]
    public async Task A_failed_entry_is_tried_again_as_often_as_told_and_each_attempt_is_kept(
        int retries,
        string status,
        int code
    )
    {
        await using var sandbox = new Sandbox();
        // The first one that measures fails, as on a device that hiccups once.
        sandbox.Shim(
            "fio",
            $"""
            #!/bin/sh
            case "$*" in
              *job.fio*) if mkdir "{sandbox.Folder("failed")}" 2>/dev/null; then
                  echo "fio: a hiccup" >&2; exit 1; fi ;;
            esac
            exec /usr/bin/fio "$@"
            """
        );
        var setup = Setup with { More = ["--retries", $"{retries}"] };

        (await setup.RunAsync(sandbox)).ShouldHaveCode(code);

        var bucket = sandbox.Bucket("t1");
        var attempts = Enumerable.Range(1, retries + 1).ToList();
        bucket
            .Names("results/vm-1/test-1/")
            .Where(name => Path.GetFileName(name) == "result.json")
            .Select(name => Path.GetFileName(Path.GetDirectoryName(name)))
            .ShouldBe(attempts.Select(attempt => $"a0{attempt}"));
        var records = bucket.Iterations().Select(bucket.Json).ToList();
        records
            .Select(record => (Int(record, "attempt"), Int(record, "iteration")))
            .ShouldBe(attempts.SelectMany(attempt => new[] { (attempt, 1), (attempt, 2) }));
        records[0]["failure"]!["reason"]!.GetValue<string>().ShouldContain("a hiccup");
        // Two iterations and a result.
        bucket.Seal["superseded"]!
            .AsArray()
            .Count.ShouldBe(3 * retries);
        var entry = bucket.Report["entries"]!.AsArray().ShouldHaveSingleItem()!;
        entry["status"]!.GetValue<string>().ShouldBe(status);
        Int(entry, "attempt").ShouldBe(retries + 1);
        SealedRun.ReportShouldAgree(bucket);
    }

    [Test]
    public async Task An_entry_over_its_time_is_cut_and_fails_and_the_next_one_runs()
    {
        await using var sandbox = new Sandbox();
        var setup = Setup with
        {
            Tests =
                "io_type,num_jobs,file_size,block_size,io_depth,nr_files,direct,runtime\n"
                + "read,1,256k,64k,1,1,0,300s\nread,1,256k,64k,1,1,0,50ms\n",
            Job = Given.ShortJob.Replace(
                "[job]",
                "time_based\nruntime=${RUNTIME}\n[job]",
                StringComparison.Ordinal
            ),
            More = ["--entry-timeout", "4"],
        };

        (await setup.RunAsync(sandbox)).ShouldHaveCode(1);

        var bucket = sandbox.Bucket("t1");
        bucket.Report["entries"]!
            .AsArray()
            .Select(entry => entry!["status"]!.GetValue<string>())
            .ShouldBe(["failed", "ok"]);
        var failures = bucket
            .Iterations()
            .Select(bucket.Json)
            .Where(record => Int(record, "matrix_id") == 1)
            .Select(record => record["failure"]!)
            .ToList();
        // One that was cut, and one for which no time was left.
        failures
            .Select(failure => failure["phase"]!.GetValue<string>())
            .ShouldBe(["measure", "resolve"]);
        foreach (var failure in failures)
        {
            failure["kind"]!.GetValue<string>().ShouldBe("timeout");
            failure["reason"]!
                .GetValue<string>()
                .ShouldBe(
                    "the iterations of the entry took longer than 4 s together (--entry-timeout)"
                );
        }
        sandbox.Processes.ShouldBeEmpty();
    }

    private static int Int(JsonNode node, string name) => node[name]!.GetValue<int>();
}
