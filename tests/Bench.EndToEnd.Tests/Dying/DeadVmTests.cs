using Bench.EndToEnd.Tests.Harness;

namespace Bench.EndToEnd.Tests.Dying;

/// <summary>VMs that never finish: what they finished is kept, and the run is there for whoever goes on.</summary>
public sealed class DeadVmTests
{
    [Test]
    public async Task A_worker_that_always_dies_leaves_its_finished_tests()
    {
        await using var sandbox = new Sandbox();
        // The second test's iterations take so long that its worker always dies first.
        var setup = new RunSetup
        {
            Tests = Given.OneTest + "randread,1,256k,64k,1,1,0\n",
            Job = Given.ShortJob.Replace(
                "[job]",
                "time_based\nruntime=${RUNTIME}\n[job]",
                StringComparison.Ordinal
            ),
            Iterations = 1,
            Workers = 1,
            More = ["--lease", "1"],
        };
        var lines = setup.Tests.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        setup = setup with { Tests = $"{lines[0]},runtime\n{lines[1]},50ms\n{lines[2]},100s\n" };
        using var run = setup.Start(sandbox);
        var bucket = sandbox.Bucket("t1");
        await Until.TrueAsync(() => bucket.Iterations().Count == 2, "the first test is done");

        while (!run.HasExited)
        {
            await Until.TrueAsync(
                () => run.HasExited || sandbox.Children.Any(p => p.Measures),
                "the worker measures, or the run is over"
            );
            if (sandbox.Worker("vm-1") is { } worker)
            {
                Signals.Send(worker.Pid, Signals.Kill);
                await Until.TrueAsync(
                    () => !sandbox.Processes.Any(p => p.Pid == worker.Pid),
                    "the worker is gone"
                );
            }
        }

        // A run whose only VM is lost waits for somebody, and is not sealed for it.
        var ended = (await run.EndAsync()).ShouldHaveCode(3);
        ended.Errors.ShouldContain("bench resume");
        bucket.Has("sealed.json").ShouldBeFalse();
        (await sandbox.BenchAsync("cancel", bucket.Uri, "--wait", "0.5")).ShouldHaveCode(0);
        bucket.Seal["reason"]!.GetValue<string>().ShouldBe("cancelled");
        Statuses(bucket.Seal).ShouldBe([(1, "ok"), (2, "cancelled"), (3, "ok"), (4, "cancelled")]);
        Statuses(bucket.Report).ShouldBe(Statuses(bucket.Seal));
        var manifest = bucket.Json("results/vm-1/manifest.json");
        manifest["tests"]!
            .AsArray()
            .Select(test => (int)test!["matrix_id"]! + " " + (string)test["status"]!)
            .Order()
            .ShouldBe(["1 ok", "2 cancelled", "3 ok", "4 cancelled"]);
    }

    [Test]
    public async Task A_fenced_worker_ends_its_children_and_commits_nothing_more()
    {
        await using var sandbox = new Sandbox();
        var setup = new RunSetup
        {
            Tests = Given.OneTest,
            Job = Given.TimedJob("300ms"),
            Iterations = 30,
            Workers = 1,
            More = ["--lease", "1"],
        };
        using var run = setup.Start(sandbox);
        var bucket = sandbox.Bucket("t1");
        await Until.TrueAsync(() => bucket.Iterations().Count >= 1, "it works");
        await run.KillAsync();
        var fence = bucket.Json("claims/vm-1/000001.json");
        fence["writer"] = new string('0', 32);
        fence["epoch"] = 2;
        fence["kind"] = "fence";
        fence["reason"] = "silent";
        fence.AsObject().Remove("holder");

        await File.WriteAllTextAsync(
            bucket.PathOf("claims/vm-1/000002.json"),
            fence.ToJsonString()
        );

        await Until.TrueAsync(() => sandbox.Processes.Count == 0, "worker and fio are gone");
        var committed = bucket.Committed();
        committed.Count.ShouldBeLessThan(60);

        // Nobody has decided on that fence, so nothing is granted after it: the VM's worker leaves each time.
        var ended = await sandbox.BenchAsync("resume", bucket.Uri);
        ended.ShouldHaveCode(3);
        bucket.Committed().ShouldBe(committed, ignoreOrder: true);
        bucket.Has("sealed.json").ShouldBeFalse();
    }

    private static IReadOnlyList<(int, string)> Statuses(
        System.Text.Json.Nodes.JsonNode document
    ) =>
        [
            .. document["entries"]!
                .AsArray()
                .Select(entry => ((int)entry!["matrix_id"]!, (string)entry["status"]!)),
        ];
}
