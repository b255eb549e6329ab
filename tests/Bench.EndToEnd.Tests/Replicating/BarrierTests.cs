using System.Text.Json.Nodes;
using Bench.EndToEnd.Tests.Harness;

namespace Bench.EndToEnd.Tests.Replicating;

/// <summary>Things that happen while VMs wait for each other: two of three are ready, and one is late.</summary>
[CancelAfter(180_000)]
public sealed class BarrierTests
{
    private const string Late = "vm-3";
    private static readonly string[] Vms = ["vm-1", "vm-2", Late];

    private static readonly RunSetup Setup = new()
    {
        Tests = Given.OneTest,
        Configs = null,
        Job = Given.TimedJob("500ms").Replace("[job]", "rate=8m\n[job]", StringComparison.Ordinal),
        Iterations = 2,
        Workers = 3,
        More = ["--distribution", "replicate", "--lease", "2"],
    };

    [Test]
    public async Task A_coordinator_that_dies_before_the_go_leaves_it_to_the_next_one(
        CancellationToken cancel
    )
    {
        await using var sandbox = new Sandbox();
        var (run, bucket, let) = await WaitingAsync(sandbox);
        // So that it cannot decide, however late it is killed.
        run.Signal(Signals.Stop);
        let();
        await Until.TrueAsync(() => Vms.All(vm => Barriers.Waits(bucket, vm)), "all are ready");
        Barriers.Goes(bucket).ShouldBeEmpty();
        await run.KillAsync();

        var resumed = await sandbox.BenchAsync("resume", bucket.Uri).WaitAsync(cancel);

        resumed.ShouldHaveCode(0);
        ShouldCountOnce(bucket, Vms);
        SignalsOf(bucket).ShouldAllBe(signal => signal == "bucket", "nobody else has the address");
    }

    [Test]
    public async Task A_coordinator_that_dies_after_the_go_does_not_end_the_iteration(
        CancellationToken cancel
    )
    {
        await using var sandbox = new Sandbox();
        var (run, bucket, let) = await WaitingAsync(sandbox);
        let();
        await Until.TrueAsync(() => Barriers.Goes(bucket).Count > 0, "all are told to go");
        await run.KillAsync();

        var resumed = await sandbox.BenchAsync("resume", bucket.Uri).WaitAsync(cancel);

        resumed.ShouldHaveCode(0);
        ShouldCountOnce(bucket, Vms);
    }

    [Test]
    public async Task Who_waits_is_gone_at_once_when_the_run_is_cancelled(CancellationToken cancel)
    {
        await using var sandbox = new Sandbox();
        var (run, bucket, _) = await WaitingAsync(sandbox);

        var cancelled = await sandbox.BenchAsync("cancel", bucket.Uri).WaitAsync(cancel);
        await run.EndAsync().WaitAsync(cancel);

        cancelled.ShouldHaveCode(0);
        foreach (var vm in Vms)
        {
            cancelled.Output.ShouldContain($"{vm}: acknowledged");
            var last = bucket.Progress(vm)!;
            Int(last["stopped"]!, "children_ended").ShouldBeGreaterThan(0);
            // Under 5 s by design; here it is bounded only, as a machine may be busy.
            (At(last) - At(bucket.Json("cancel"))).ShouldBeLessThan(TimeSpan.FromSeconds(30));
        }
        bucket.Seal["reason"]!.GetValue<string>().ShouldBe("cancelled");
        Barriers.Goes(bucket).ShouldBeEmpty();
        bucket.Iterations().ShouldBeEmpty();
        await Until.TrueAsync(() => sandbox.Processes.Count == 0, "all is gone");
    }

    [Test]
    public async Task A_worker_that_dies_at_the_barrier_comes_back_to_it(CancellationToken cancel)
    {
        await using var sandbox = new Sandbox();
        var (run, bucket, let) = await WaitingAsync(sandbox);

        Signals.Send(sandbox.Worker("vm-1").ShouldNotBeNull().Pid, Signals.Kill);
        await Until.TrueAsync(() => bucket.Has("progress/vm-1.000002.json"), "it is back");
        await Until.TrueAsync(() => Barriers.Waits(bucket, "vm-1"), "it waits again");
        sandbox.Children.ShouldAllBe(
            p => !p.Owner!.EndsWith("/vm-1/1", StringComparison.Ordinal),
            "its first fio is gone"
        );
        let();

        (await run.EndAsync().WaitAsync(cancel)).ShouldHaveCode(0);
        ShouldCountOnce(bucket, Vms);
    }

    [Test]
    public async Task A_vm_that_is_lost_at_the_barrier_is_left_behind(CancellationToken cancel)
    {
        await using var sandbox = new Sandbox();
        var (run, bucket, let) = await WaitingAsync(sandbox);

        Signals.Send(sandbox.Worker("vm-2").ShouldNotBeNull().Pid, Signals.Stop);
        await Until.TrueAsync(
            () =>
                bucket
                    .Names("claims")
                    .Any(name => name.EndsWith("vm-2/000002.json", StringComparison.Ordinal)),
            "it is fenced",
            () => run.Output + run.Errors
        );
        let();

        (await run.EndAsync().WaitAsync(cancel)).ShouldHaveCode(1);
        ShouldCountOnce(bucket, "vm-1", Late);
    }

    private static async Task<(BenchProcess Run, Bucket Bucket, Action Let)> WaitingAsync(
        Sandbox sandbox
    )
    {
        var let = Barriers.Delay(sandbox, Late);
        var run = Setup.Start(sandbox);
        var bucket = sandbox.Bucket(Setup.Id);
        await Until.TrueAsync(
            () => Vms.All(vm => vm == Late || Barriers.Waits(bucket, vm)),
            "the others wait",
            () => run.Output + run.Errors
        );
        return (run, bucket, let);
    }

    /// <summary>Each iteration was started once, on these VMs, and each of them has one good record of it.</summary>
    private static void ShouldCountOnce(Bucket bucket, params string[] vms)
    {
        Barriers
            .Goes(bucket)
            .Select(go =>
                $"{Int(go, "iteration")}.{Int(go, "attempt")}: {string.Join(' ', go["participants"]!.AsArray().Select(vm => vm!.GetValue<string>()))}"
            )
            .ShouldBe([$"1.1: {string.Join(' ', vms)}", $"2.1: {string.Join(' ', vms)}"]);
        bucket.Iterations().Count.ShouldBe(Setup.Iterations * vms.Length);
        bucket.Seal["superseded"]!.AsArray().ShouldBeEmpty();
        bucket.Seal["entries"]!
            .AsArray()
            .Where(entry => entry!["status"]!.GetValue<string>() == "ok")
            .Select(entry => entry!["vm"]!.GetValue<string>())
            .ShouldBe(vms);
        Int(bucket.Report["replicated"]!.AsArray().ShouldHaveSingleItem()!, "iterations_ok")
            .ShouldBe(Setup.Iterations);
    }

    private static IEnumerable<string> SignalsOf(Bucket bucket) =>
        bucket.Report["replicated"]![0]!["iterations"]!
            .AsArray()
            .Select(iteration => iteration!["signal"]!.GetValue<string>());

    private static DateTimeOffset At(JsonNode document) =>
        DateTimeOffset.Parse(
            document["at"]!.GetValue<string>(),
            System.Globalization.CultureInfo.InvariantCulture
        );

    private static int Int(JsonNode node, string name) => node[name]!.GetValue<int>();
}
