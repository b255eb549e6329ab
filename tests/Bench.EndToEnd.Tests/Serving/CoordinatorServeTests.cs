using Bench.EndToEnd.Tests.Harness;
using Bench.EndToEnd.Tests.Recomputation;

namespace Bench.EndToEnd.Tests.Serving;

/// <summary>Runs that a service leads.</summary>
public sealed class CoordinatorServeTests
{
    [Test]
    public async Task A_service_that_is_killed_and_started_again_goes_on()
    {
        await using var sandbox = new Sandbox();
        var service = await Service.StartAsync(sandbox, "--local-workers");
        var setup = new RunSetup { Job = Given.TimedJob("500ms"), More = ["--lease", "1"] };
        (
            await sandbox.BenchAsync([.. setup.Arguments(sandbox), .. service.Commands, "--detach"])
        ).ShouldHaveCode(0);
        var bucket = sandbox.Bucket("t1");
        await Until.TrueAsync(() => bucket.Iterations().Count > 0, "a worker works");
        ShouldKeepSecrets(sandbox);
        service.Process.Loads("Bench.Coordinator").ShouldBeTrue();
        service.Process.Loads("OpenTelemetry").ShouldBeFalse("nobody asked for telemetry");
        await service.Process.KillAsync();

        service = await Service.StartAsync(sandbox, "--local-workers");
        var watch = await sandbox.BenchAsync(["watch", "t1", .. service.Commands]);
        watch.ShouldHaveCode(0);
        await Until.TrueAsync(() => bucket.Has("report/report.json"), "the report is written");
        SealedRun.ShouldBeWhole(bucket, entries: 4, iterations: 2);
        service.Process.Signal(Signals.Terminate);
        (await service.Process.EndAsync()).ShouldHaveCode(0);
    }

    /// <summary>A worker connects between its measurements; one that measures from its first second on never does.</summary>
    [Test, NonParallelizable]
    public async Task A_cancel_reaches_a_worker_that_has_no_channel_with_its_heartbeat()
    {
        await using var sandbox = new Sandbox();
        var service = await Service.StartAsync(sandbox, "--local-workers");
        await StartedAsync(sandbox, service, Setup);
        await Until.TrueAsync(() => sandbox.Children.Any(p => p.Measures), "fio measures");

        await CancelledAsync(sandbox, service);
    }

    [Test, NonParallelizable]
    public async Task A_cancel_by_the_channel_reaches_a_worker_whose_bucket_does_not_answer()
    {
        await using var sandbox = new Sandbox();
        var service = await Service.StartAsync(sandbox, "--local-workers");
        // The first test is long enough for the worker to want its channel, which it makes when that has measured.
        var setup = Setup with
        {
            Tests =
                "io_type,num_jobs,file_size,block_size,io_depth,nr_files,direct,runtime\n"
                + "read,1,256k,64k,1,1,0,1500ms\nread,1,256k,64k,1,1,0,600s\n",
            Job = Setup.Job.Replace("600s", "${RUNTIME}", StringComparison.Ordinal),
            More = ["--lease", "600"],
        };
        await StartedAsync(sandbox, service, setup);
        var bucket = sandbox.Bucket("t1");
        await Until.TrueAsync(
            () =>
                service.Process.Errors.Contains("\"vm-1\": connected", StringComparison.Ordinal)
                && bucket.Iterations().Count == 2
                && sandbox.Children.Any(p => p.Measures),
            "it is connected, and fio measures the long test",
            () => service.Process.Errors
        );
        // Looking whether it may go on the worker opens this, before it looks for a cancel: that ends when somebody writes.
        var held = bucket.PathOf("claims/vm-1/000002.json");
        (await sandbox.StartProgram("mkfifo", [held]).EndAsync()).ShouldHaveCode(0);

        await CancelledAsync(
            sandbox,
            service,
            () =>
            {
                new FileStream(held, FileMode.Open, FileAccess.ReadWrite).Dispose();
                File.Delete(held);
            }
        );
    }

    [Test]
    public async Task A_frozen_worker_is_named_by_the_service()
    {
        await using var sandbox = new Sandbox();
        var service = await Service.StartAsync(sandbox, "--local-workers");
        await StartedAsync(sandbox, service, Setup);
        await Until.TrueAsync(() => sandbox.Children.Any(p => p.Measures), "fio measures");
        Signals.Send(sandbox.Worker("vm-1").ShouldNotBeNull().Pid, Signals.Stop);

        var cancel = await sandbox.BenchAsync(["cancel", "t1", "--wait", "1", .. service.Commands]);

        cancel.ShouldHaveCode(0).Output.ShouldContain("vm-1: not acknowledged");
    }

    private static readonly RunSetup Setup = new()
    {
        Tests = Given.OneTest,
        Job = Given.TimedJob("600s"),
        Workers = 1,
        Configs = null,
    };

    private static async Task StartedAsync(Sandbox sandbox, Service service, RunSetup setup) =>
        (
            await sandbox.BenchAsync([.. setup.Arguments(sandbox), .. service.Commands, "--detach"])
        ).ShouldHaveCode(0);

    /// <param name="release">Lets the worker's bucket answer again.</param>
    private static async Task CancelledAsync(
        Sandbox sandbox,
        Service service,
        Action? release = null
    )
    {
        var begun = TimeProvider.System.GetTimestamp();
        using var cancel = sandbox.Start(["cancel", "t1", .. service.Commands]);
        await Until.TrueAsync(() => sandbox.Children.Count == 0, "fio is gone");
        TimeProvider.System.GetElapsedTime(begun).ShouldBeLessThan(TimeSpan.FromSeconds(5));
        release?.Invoke();
        (await cancel.EndAsync()).ShouldHaveCode(0).Output.ShouldContain("is cancelled and sealed");
        sandbox.Bucket("t1").Seal["reason"]!.GetValue<string>().ShouldBe("cancelled");
    }

    [TestCase("http://0.0.0.0:0", "--tls-certificate")]
    [TestCase("https://0.0.0.0:0", "--tls-certificate")]
    public async Task An_open_address_without_tls_is_refused(string listen, string remedy)
    {
        await using var sandbox = new Sandbox();
        var refused = await sandbox.BenchAsync(
            "coordinator",
            "serve",
            "--artifacts",
            sandbox.ArtifactsUri,
            "--listen",
            listen
        );
        refused.ShouldHaveCode(2);
        refused.Errors.ShouldContain(remedy);
    }

    /// <summary>Command lines are for all to read, and children need no token.</summary>
    private static void ShouldKeepSecrets(Sandbox sandbox)
    {
        foreach (var process in sandbox.Processes)
        {
            process.Arguments.ShouldAllBe(argument =>
                !argument.Contains("bwk_") && !argument.Contains("bop_")
            );
        }
        foreach (var child in sandbox.Children)
        {
            child.Environment.ContainsKey("BENCH_WORKER_TOKEN").ShouldBeFalse(child.ToString());
        }
    }
}
