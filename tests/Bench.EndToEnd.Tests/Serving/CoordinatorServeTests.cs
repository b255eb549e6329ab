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

    [Test]
    public async Task A_cancel_by_the_service_reaches_workers_at_once()
    {
        await using var sandbox = new Sandbox();
        var service = await Service.StartAsync(sandbox, "--local-workers");
        // Workers that look at the bucket every ten minutes: only the channel is quick.
        var setup = new RunSetup
        {
            Job = Given.TimedJob("600s"),
            Workers = 1,
            Configs = null,
        };
        (
            await sandbox.BenchAsync([.. setup.Arguments(sandbox), .. service.Commands, "--detach"])
        ).ShouldHaveCode(0);
        await Until.TrueAsync(() => sandbox.Children.Any(p => p.Measures), "fio measures");
        var begun = TimeProvider.System.GetTimestamp();
        using var cancel = sandbox.Start(["cancel", "t1", .. service.Commands]);
        await Until.TrueAsync(() => sandbox.Children.Count == 0, "fio is gone");
        TimeProvider.System.GetElapsedTime(begun).ShouldBeLessThan(TimeSpan.FromSeconds(5));
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
