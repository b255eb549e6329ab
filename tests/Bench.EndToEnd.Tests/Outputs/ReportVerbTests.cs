using Bench.EndToEnd.Tests.Harness;
using Bench.EndToEnd.Tests.Recomputation;

namespace Bench.EndToEnd.Tests.Outputs;

/// <summary>Reports of runs that are sealed, not sealed, and damaged.</summary>
public sealed class ReportVerbTests
{
    [Test]
    public async Task The_same_bucket_gives_the_same_bytes()
    {
        await using var sandbox = new Sandbox();
        (await new RunSetup().RunAsync(sandbox)).ShouldHaveCode(0);
        var bucket = sandbox.Bucket("t1");
        var before = bucket.Snapshot();

        (await sandbox.BenchAsync("report", bucket.Uri, "--verify")).ShouldHaveCode(0);
        var elsewhere = await sandbox.BenchAsync(
            "report",
            "t1",
            "--artifacts",
            sandbox.ArtifactsUri,
            "--report-dir",
            sandbox.Folder("report")
        );

        elsewhere.ShouldHaveCode(0);
        bucket.Snapshot().ShouldBe(before, ignoreOrder: true);
        foreach (var name in new[] { "report.json", "report.csv", "report.html" })
        {
            File.ReadAllBytes(Path.Combine(sandbox.Folder("report"), name))
                .ShouldBe(File.ReadAllBytes(bucket.PathOf($"report/{name}")), name);
        }
    }

    [Test]
    public async Task A_changed_byte_in_a_raw_file_is_found_and_named()
    {
        await using var sandbox = new Sandbox();
        (await new RunSetup().RunAsync(sandbox)).ShouldHaveCode(0);
        var bucket = sandbox.Bucket("t1");
        var name = bucket
            .Names("results")
            .First(n => n.EndsWith("fio_output.json", StringComparison.Ordinal));
        var bytes = await File.ReadAllBytesAsync(bucket.PathOf(name));
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(bucket.PathOf(name), bytes);
        var before = bucket.Snapshot();

        var verified = await sandbox.BenchAsync("report", bucket.Uri, "--verify");

        verified.ShouldHaveCode(3).Errors.ShouldContain($"t1/{name}");
        bucket.Snapshot().ShouldBe(before, ignoreOrder: true);
    }

    [Test]
    public async Task A_run_that_is_not_sealed_has_a_provisional_report_outside_the_bucket()
    {
        await using var sandbox = new Sandbox();
        var setup = new RunSetup
        {
            Tests = Given.OneTest,
            Job = Given.TimedJob("500ms"),
            Workers = 1,
        };
        using var run = setup.Start(sandbox);
        var bucket = sandbox.Bucket("t1");
        await Until.TrueAsync(() => bucket.Iterations().Count >= 1, "something is committed");
        // However slow this machine is: nobody seals meanwhile.
        run.Signal(Signals.Stop);

        var report = await sandbox.BenchAsync(
            "report",
            bucket.Uri,
            "--report-dir",
            sandbox.Folder("early")
        );
        run.Signal(Signals.Continue);

        report.ShouldHaveCode(1);
        bucket.Names("report").ShouldBeEmpty();
        var early = System.Text.Json.Nodes.JsonNode.Parse(
            await File.ReadAllTextAsync(Path.Combine(sandbox.Folder("early"), "report.json"))
        )!;
        early["provisional"]!.GetValue<bool>().ShouldBeTrue();
        early["summary"]!["iterations_ok"]!.GetValue<int>().ShouldBeGreaterThan(0);
        (await run.EndAsync()).ShouldHaveCode(0);
        SealedRun.ShouldBeWhole(bucket, entries: 2, iterations: 2);
    }

    [Test]
    public async Task A_run_that_is_not_there_is_wrong_usage()
    {
        await using var sandbox = new Sandbox();
        foreach (var verb in new[] { "report", "status", "watch", "cancel", "resume" })
        {
            var ended = await sandbox.BenchAsync(verb, "t9", "--artifacts", sandbox.ArtifactsUri);
            ended.ShouldHaveCode(2).Errors.ShouldContain("t9");
        }
        Directory.Exists(sandbox.Artifacts).ShouldBeFalse("looking at a store makes nothing");
    }
}
