using Bench.EndToEnd.Tests.Harness;
using Bench.EndToEnd.Tests.Recomputation;

namespace Bench.EndToEnd.Tests.Serving;

/// <summary>Workers that others start and a service serves, by tokens made on the command line.</summary>
public sealed class WorkerTokenTests
{
    private const string Connected = "connected to the coordinator";
    private const string Refused = "no live channel to the coordinator";

    [Test]
    public async Task Workers_started_elsewhere_are_served_by_their_own_token_alone()
    {
        await using var sandbox = new Sandbox();
        var service = await Service.StartAsync(sandbox);
        var started = await StartAsync(sandbox, service, "t1");
        await StartAsync(sandbox, service, "t2");
        var uri = sandbox.Bucket("t1").Uri;
        started.Output.ShouldContain($"bench coordinator worker-token {uri} --vm vm-2");
        started.Output.ShouldContain($"--coordinator {service.Address} --token-file vm-2.token");

        await TokenAsync(sandbox, "own.token", uri, "vm-1");
        await TokenAsync(sandbox, "expired.token", uri, "vm-1", "--expires-days", "1e-9");
        await TokenAsync(sandbox, "run.token", sandbox.Bucket("t2").Uri, "vm-2");
        File.GetUnixFileMode(sandbox.Folder("own.token"))
            .ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);

        // vm-2 tries tokens that give it no right: each is refused, and no work is done by it.
        foreach (var wrong in new[] { "own.token", "expired.token", "run.token" })
        {
            using var stranger = Worker(sandbox, service, "vm-2", wrong);
            await SaysAsync(stranger, Refused);
            stranger.Output.ShouldNotContain(Connected);
            stranger.Signal(Signals.Terminate);
            await stranger.EndAsync();
        }

        using var first = Worker(sandbox, service, "vm-1", "own.token");
        await SaysAsync(first, Connected);
        sandbox.Environment["BENCH_WORKER_TOKEN"] = (
            await sandbox.BenchAsync("coordinator", "worker-token", uri, "--vm", "vm-2")
        )
            .ShouldHaveCode(0)
            .Output.Trim();
        using var second = Worker(sandbox, service, "vm-2", tokenFile: null);
        await SaysAsync(second, Connected);
        (await sandbox.BenchAsync(["watch", "t1", .. service.Commands])).ShouldHaveCode(0);
        (await first.EndAsync()).ShouldHaveCode(0);
        (await second.EndAsync()).ShouldHaveCode(0);
        SealedRun.ShouldBeWhole(sandbox.Bucket("t1"), entries: 4, iterations: 2);
    }

    private static Task<Ended> StartAsync(Sandbox sandbox, Service service, string id) =>
        sandbox.BenchAsync([
            .. new RunSetup { Id = id, More = ["--fleet", "none"] }.Arguments(sandbox),
            .. service.Commands,
            "--detach",
        ]);

    private static async Task TokenAsync(
        Sandbox sandbox,
        string file,
        string uri,
        string vm,
        params string[] more
    )
    {
        var made = await sandbox.BenchAsync([
            "coordinator",
            "worker-token",
            uri,
            "--vm",
            vm,
            "--out",
            file,
            .. more,
        ]);
        made.ShouldHaveCode(0).Output.ShouldContain("holds until");
        made.Output.ShouldNotContain("bwk_");
    }

    private static BenchProcess Worker(
        Sandbox sandbox,
        Service service,
        string vm,
        string? tokenFile
    ) =>
        sandbox.Start([
            "worker",
            "--run",
            sandbox.Bucket("t1").Uri,
            "--vm",
            vm,
            "--coordinator",
            service.Address,
            .. tokenFile is null ? Array.Empty<string>() : ["--token-file", tokenFile],
        ]);

    private static Task SaysAsync(BenchProcess worker, string words) =>
        Until.TrueAsync(
            () => worker.Output.Contains(words, StringComparison.Ordinal),
            words,
            () => worker.Output + worker.Errors
        );
}
