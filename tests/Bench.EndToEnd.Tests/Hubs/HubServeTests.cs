using Bench.EndToEnd.Tests.Harness;

namespace Bench.EndToEnd.Tests.Hubs;

/// <summary>The hub as a program, with instances that are programs too.</summary>
[CancelAfter(180_000)]
public sealed class HubServeTests
{
    /// <summary>Serves the module's folder, and does not hear SIGTERM.</summary>
    private const string Server =
        "import functools,http.server as h,signal,sys;"
        + "signal.signal(signal.SIGTERM,signal.SIG_IGN);"
        + "h.ThreadingHTTPServer(('127.0.0.1',int(sys.argv[1])),functools.partial(h.SimpleHTTPRequestHandler,directory=sys.argv[2])).serve_forever()";

    [Test]
    public async Task A_hub_that_is_killed_and_started_again_goes_on_and_ends_cleanly()
    {
        await using var sandbox = new Sandbox();
        using var hub = await ServeAsync(sandbox);
        await hub.DoAsync("runs", "provision");
        await hub.DoAsync("sleeps", "provision");
        await File.WriteAllTextAsync(sandbox.Folder("hub/servers/runs/a.txt"), "kept");
        await File.WriteAllTextAsync(sandbox.Folder("hub/servers/sleeps/b.txt"), "slept");
        await hub.DoAsync("sleeps", "hibernate");
        var before = (int)(await hub.FindAsync("runs"))!["pid"]!;
        var second = await sandbox.BenchAsync([
            "hub",
            "serve",
            "--data-dir",
            sandbox.Folder("hub"),
            "--port",
            "0",
        ]);
        second.ShouldHaveCode(3).Errors.ShouldContain("another hub uses");

        await hub.Process.KillAsync();
        using var next = await ServeAsync(sandbox);

        await next.UntilAsync(states => states["runs"] == "provisioned", "it runs again");
        (await next.StatesAsync())["sleeps"].ShouldBe("hibernated");
        sandbox.Processes.ShouldNotContain(
            p => p.Pid == before,
            "the earlier hub's instance is ended"
        );
        var port = (int)(await next.FindAsync("runs"))!["port"]!;
        (await next.TextAsync($"hub/proxy/{port}/a.txt")).ShouldBe("kept");
        await next.DoAsync("sleeps", "deprovision");
        (await next.FindAsync("sleeps")).ShouldBeNull();
        await next.DoAsync("sleeps", "provision");
        (await File.ReadAllTextAsync(sandbox.Folder("hub/servers/sleeps/b.txt"))).ShouldBe("slept");

        await next.EndAsync();
        sandbox.Processes.ShouldBeEmpty();
        (await File.ReadAllTextAsync(sandbox.Folder("hub/state/runs.json"))).ShouldContain(
            "\"state\":\"provisioned\""
        );
    }

    private static Task<ServingHub> ServeAsync(Sandbox sandbox) =>
        ServingHub.StartAsync(
            sandbox,
            sandbox.Folder("hub"),
            "--hub-instance-provision-threads=0",
            "--hub-instance-command=/usr/bin/python3",
            "--hub-instance-arg=-c",
            $"--hub-instance-arg={Server}",
            "--hub-instance-arg={port}",
            "--hub-instance-arg={data_dir}",
            "--hub-instance-health-path=/",
            "--hub-instance-gc-path=none",
            "--hub-instance-stop-grace-seconds=0.2"
        );
}
