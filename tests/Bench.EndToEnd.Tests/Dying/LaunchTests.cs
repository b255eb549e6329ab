using Bench.EndToEnd.Tests.Harness;
using Bench.EndToEnd.Tests.Recomputation;

namespace Bench.EndToEnd.Tests.Dying;

/// <summary>Launched twice: a worker for a VM that is held, and a run under an id that is taken.</summary>
public sealed class LaunchTests
{
    [Test]
    public async Task A_second_worker_of_a_vm_leaves_naming_the_holder()
    {
        await using var sandbox = new Sandbox();
        var setup = new RunSetup { Job = Given.TimedJob("600ms"), Workers = 1 };
        using var run = setup.Start(sandbox);
        var bucket = sandbox.Bucket("t1");
        await Until.TrueAsync(() => bucket.Iterations().Count >= 1, "the first worker works");
        var holder = sandbox.Worker("vm-1").ShouldNotBeNull().Pid;

        var second = await sandbox.BenchAsync("worker", "--run", bucket.Uri, "--vm", "vm-1");

        second.ShouldHaveCode(0);
        second.Output.ShouldContain($"process {holder}");
        (await run.EndAsync()).ShouldHaveCode(0);
        bucket.Names("claims").ShouldBe(["claims/vm-1/000001.json"]);
        SealedRun.ShouldBeWhole(bucket, entries: 4, iterations: 2);
    }

    [Test]
    public async Task Ten_workers_at_once_are_one_holder()
    {
        await using var sandbox = new Sandbox();
        var setup = new RunSetup { Workers = 1 };
        using var run = setup.Start(sandbox);
        var bucket = sandbox.Bucket("t1");
        await Until.TrueAsync(() => bucket.Has("jobs/vm-1.json"), "the spec is there");

        var workers = Enumerable
            .Range(0, 10)
            .Select(_ => sandbox.Start("worker", "--run", bucket.Uri, "--vm", "vm-1"))
            .ToList();
        foreach (var worker in workers)
        {
            (await worker.EndAsync()).ShouldHaveCode(0);
        }

        (await run.EndAsync()).ShouldHaveCode(0);
        bucket.Iterations().Count.ShouldBe(8);
        SealedRun.ShouldBeWhole(bucket, entries: 4, iterations: 2);
    }

    [Test]
    public async Task An_id_that_is_taken_is_refused_and_nothing_changes()
    {
        await using var sandbox = new Sandbox();
        var setup = new RunSetup { Iterations = 1 };
        (await setup.RunAsync(sandbox)).ShouldHaveCode(0);
        var bucket = sandbox.Bucket("t1");
        var before = bucket.Snapshot();

        var again = await (setup with { Tests = Given.OneTest }).RunAsync(sandbox);

        again.ShouldHaveCode(2);
        again.Errors.ShouldContain("t1");
        bucket.Snapshot().ShouldBe(before, ignoreOrder: true);
    }

    [Test]
    public async Task A_worker_of_an_unknown_vm_or_run_is_refused()
    {
        await using var sandbox = new Sandbox();
        (await new RunSetup { Iterations = 1 }.RunAsync(sandbox)).ShouldHaveCode(0);
        var uri = sandbox.Bucket("t1").Uri;

        var vm = await sandbox.BenchAsync("worker", "--run", uri, "--vm", "vm-9");
        var run = await sandbox.BenchAsync("worker", "--run", $"{uri}x", "--vm", "vm-1");

        vm.ShouldHaveCode(2).Errors.ShouldContain("vm-1, vm-2");
        run.ShouldHaveCode(2).Errors.ShouldContain("t1x");
    }
}
