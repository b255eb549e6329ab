using Bench.EndToEnd.Tests.Harness;
using Bench.EndToEnd.Tests.Recomputation;
using Bench.EndToEnd.Tests.Serving;

namespace Bench.EndToEnd.Tests.Dying;

/// <summary>VMs that others start, one after the other of which dies, and one of which is repaired.</summary>
public sealed class ReturningVmTests
{
    [Test]
    public async Task A_fenced_vm_that_is_started_again_goes_on_where_nobody_else_is_left()
    {
        await using var sandbox = new Sandbox();
        var service = await Service.StartAsync(sandbox);
        var setup = new RunSetup
        {
            Job = Given.TimedJob("600ms"),
            More = ["--lease", "2", "--fleet", "none"],
        };
        (
            await sandbox.BenchAsync([.. setup.Arguments(sandbox), .. service.Commands, "--detach"])
        ).ShouldHaveCode(0);
        var bucket = sandbox.Bucket("t1");
        using var first = await WorkerAsync(sandbox, service, "vm-1");
        using var second = await WorkerAsync(sandbox, service, "vm-2");
        await Until.TrueAsync(
            () => Committed(bucket, "vm-1") && bucket.Progress("vm-2") is not null,
            "vm-1 has committed something, and vm-2 lives",
            () => first.Output + second.Output
        );
        await first.KillAsync();
        await Until.TrueAsync(() => Grants(bucket, "vm-2") > 0, "vm-2 gets its work");
        await second.KillAsync();

        using var again = await WorkerAsync(sandbox, service, "vm-1");

        (await sandbox.BenchAsync(["watch", "t1", .. service.Commands])).ShouldHaveCode(0);
        again.Output.ShouldContain("vm-1 is fenced");
        Grants(bucket, "vm-1").ShouldBeGreaterThan(0);
        (await again.EndAsync()).ShouldHaveCode(0);
        await Until.TrueAsync(() => bucket.Has("report/report.json"), "the report is written");
        SealedRun.ShouldCountOnce(bucket, entries: 4, iterations: 2);
    }

    private static async Task<BenchProcess> WorkerAsync(Sandbox sandbox, Service service, string vm)
    {
        var uri = sandbox.Bucket("t1").Uri;
        sandbox.Environment["BENCH_WORKER_TOKEN"] = (
            await sandbox.BenchAsync("coordinator", "worker-token", uri, "--vm", vm)
        )
            .ShouldHaveCode(0)
            .Output.Trim();
        var worker = service.StartWorker(sandbox, vm, tokenFile: null);
        sandbox.Environment.Remove("BENCH_WORKER_TOKEN");
        return worker;
    }

    private static bool Committed(Bucket bucket, string vm) =>
        bucket.Iterations().Any(name => name.Contains($"/{vm}/", StringComparison.Ordinal));

    private static int Grants(Bucket bucket, string vm) =>
        bucket
            .Names("decisions")
            .Select(bucket.Json)
            .Count(decision => decision["grant"]?["vm"]?.GetValue<string>() == vm);
}
