using System.Net;
using System.Text.Json.Nodes;
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
        using var client = new HttpClient();
        var (hub, address) = await ServeAsync(sandbox);
        await DoAsync(client, address, "runs", "provision", HttpStatusCode.OK);
        await DoAsync(client, address, "sleeps", "provision", HttpStatusCode.OK);
        await File.WriteAllTextAsync(sandbox.Folder("hub/servers/runs/a.txt"), "kept");
        await File.WriteAllTextAsync(sandbox.Folder("hub/servers/sleeps/b.txt"), "slept");
        await DoAsync(client, address, "sleeps", "hibernate", HttpStatusCode.OK);
        var before = (int)(await FindAsync(client, address, "runs"))!["pid"]!;
        var second = await sandbox.BenchAsync(Arguments(sandbox));
        second.ShouldHaveCode(3).Errors.ShouldContain("another hub uses");

        await hub.KillAsync();
        (hub, address) = await ServeAsync(sandbox);

        await StateAsync(client, address, "runs", "provisioned");
        (await FindAsync(client, address, "sleeps"))!["state"]!
            .GetValue<string>()
            .ShouldBe("hibernated");
        sandbox.Processes.ShouldNotContain(
            p => p.Pid == before,
            "the earlier hub's instance is ended"
        );
        var port = (int)(await FindAsync(client, address, "runs"))!["port"]!;
        (await client.GetStringAsync($"{address}hub/proxy/{port}/a.txt")).ShouldBe("kept");
        await DoAsync(client, address, "sleeps", "deprovision", HttpStatusCode.OK);
        (await FindAsync(client, address, "sleeps")).ShouldBeNull();
        await DoAsync(client, address, "sleeps", "provision", HttpStatusCode.OK);
        (await File.ReadAllTextAsync(sandbox.Folder("hub/servers/sleeps/b.txt"))).ShouldBe("slept");

        hub.Signal(Signals.Terminate);
        (await hub.EndAsync()).ShouldHaveCode(0);
        sandbox.Processes.ShouldBeEmpty();
        (await File.ReadAllTextAsync(sandbox.Folder("hub/state/runs.json"))).ShouldContain(
            "\"state\":\"provisioned\""
        );
    }

    private static string[] Arguments(Sandbox sandbox) =>
        [
            "hub",
            "serve",
            "--data-dir",
            sandbox.Folder("hub"),
            "--port",
            "0",
            "--hub-instance-provision-threads=0",
            "--hub-instance-command=/usr/bin/python3",
            "--hub-instance-arg=-c",
            $"--hub-instance-arg={Server}",
            "--hub-instance-arg={port}",
            "--hub-instance-arg={data_dir}",
            "--hub-instance-health-path=/",
            "--hub-instance-gc-path=none",
            "--hub-instance-stop-grace-seconds=0.2",
        ];

    private static async Task<(BenchProcess Process, string Address)> ServeAsync(Sandbox sandbox)
    {
        var process = sandbox.Start(Arguments(sandbox));
        await Until.TrueAsync(
            () => process.Output.Contains("backend: ", StringComparison.Ordinal),
            "the hub says where it is",
            () => process.Errors
        );
        var line = process
            .Output.Split('\n')
            .Single(l => l.StartsWith("hub: ", StringComparison.Ordinal));
        return (process, line["hub: ".Length..].Trim());
    }

    private static async Task DoAsync(
        HttpClient client,
        string address,
        string module,
        string verb,
        HttpStatusCode expected
    )
    {
        using var answer = await client.PostAsync($"{address}hub/modules/{module}/{verb}", null);
        answer.StatusCode.ShouldBe(expected, await answer.Content.ReadAsStringAsync());
    }

    private static async Task<JsonNode?> FindAsync(HttpClient client, string address, string module)
    {
        using var answer = await client.GetAsync($"{address}hub/modules/{module}");
        return answer.StatusCode == HttpStatusCode.NotFound
            ? null
            : JsonNode.Parse(await answer.Content.ReadAsStringAsync());
    }

    private static async Task StateAsync(
        HttpClient client,
        string address,
        string module,
        string state
    )
    {
        while ((string?)(await FindAsync(client, address, module))?["state"] != state)
        {
            await Task.Delay(20, TestContext.CurrentContext.CancellationToken);
        }
    }
}
