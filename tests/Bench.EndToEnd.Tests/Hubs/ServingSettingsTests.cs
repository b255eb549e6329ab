using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bench.EndToEnd.Tests.Harness;

namespace Bench.EndToEnd.Tests.Hubs;

/// <summary>What the files that a hub is started with do to it.</summary>
[CancelAfter(120_000)]
public sealed class ServingSettingsTests
{
    /// <summary>Serves the module's folder, where it first writes with what it was started.</summary>
    private const string Server =
        "import functools,http.server as h,os,sys;"
        + "open(os.path.join(sys.argv[2],'started.txt'),'w').write(' '.join(sys.argv[3:]));"
        + "h.ThreadingHTTPServer(('127.0.0.1',int(sys.argv[1])),functools.partial(h.SimpleHTTPRequestHandler,directory=sys.argv[2])).serve_forever()";

    [Test]
    public async Task Settings_of_a_file_reach_hub_instance_and_store_and_flags_win()
    {
        await using var sandbox = new Sandbox();
        var store = sandbox.Folder("store");
        var config = sandbox.Write(
            "hub.yaml",
            $$"""
            hub:
              instance:
                provisionthreads: 0
                limit: 1
                command: /usr/bin/python3
                args: ["-c", "{{Server}}", "{port}", "{data_dir}", "--http={http}", "--config={config}", "--threads={http_threads}", "--cores={core_limit}"]
                http: asio
                httpthreads: 3
                corelimit: 2
                healthpath: /
                gcpath: none
              hydration:
                targetspec: file://{{store}}
                enablepack: false
            """
        );
        using var hub = await ServingHub.StartAsync(
            sandbox,
            sandbox.Folder("hub"),
            "--config",
            config,
            "--hub-instance-corelimit=7"
        );
        hub.Process.Output.ShouldContain($"backend: file://{store}");

        await hub.DoAsync("one", "provision");

        var folder = sandbox.Folder("hub/servers/one");
        (await File.ReadAllTextAsync(Path.Combine(folder, "started.txt"))).ShouldBe(
            "--http=asio --threads=3 --cores=7"
        );
        (await hub.FailAsync("two", "provision", HttpStatusCode.ServiceUnavailable)).ShouldContain(
            "1 is the limit"
        );
        await File.WriteAllTextAsync(Path.Combine(folder, "more.txt"), "more");
        await hub.DoAsync("one", "deprovision");
        Directory
            .GetFiles(Path.Combine(store, "content"), "*", SearchOption.AllDirectories)
            .Length.ShouldBe(2, "each file by itself, as packs are off");
        await hub.EndAsync();
    }

    [Test]
    public async Task The_backend_is_the_one_that_the_target_config_names()
    {
        await using var sandbox = new Sandbox();
        var store = sandbox.Folder("a store");
        var config = sandbox.Write(
            "target.json",
            new JsonObject { ["file"] = new JsonObject { ["path"] = store } }.ToJsonString()
        );
        using var hub = await ServingHub.StartAsync(
            sandbox,
            sandbox.Folder("hub"),
            "--hub-instance-provision-threads=0",
            $"--hub-hydration-target-config={config}"
        );
        using var stats = JsonDocument.Parse(await hub.TextAsync("stats/hub"));
        new Uri(
            stats.RootElement.GetProperty("settings").GetProperty("storage").GetString()!
        ).LocalPath.ShouldBe(store);

        await hub.DoAsync("m", "provision");
        await File.WriteAllTextAsync(sandbox.Folder("hub/servers/m/a.txt"), "kept");
        await hub.DoAsync("m", "deprovision");

        File.Exists(Path.Combine(store, "states/m/00000001.json")).ShouldBeTrue();
        Directory.Exists(sandbox.Folder("hub/hydration_storage")).ShouldBeFalse();
        await hub.DoAsync("m", "provision");
        (await File.ReadAllTextAsync(sandbox.Folder("hub/servers/m/a.txt"))).ShouldBe("kept");
        await hub.EndAsync();
    }

    [TestCase("hub.yaml", "hub.instance.limits: 1", "is 'hub.instance.limit' meant?")]
    [TestCase("hub.yaml", "hub.port: many", "hub.yaml:1: 'hub.port' is 'many'")]
    public async Task A_file_that_is_wrong_starts_nothing(string name, string text, string why)
    {
        await using var sandbox = new Sandbox();
        var ended = await sandbox.BenchAsync(
            "hub",
            "serve",
            "--data-dir",
            sandbox.Folder("hub"),
            "--config",
            sandbox.Write(name, text)
        );
        ended.ShouldHaveCode(2).Errors.ShouldContain(why);
        Directory.Exists(sandbox.Folder("hub")).ShouldBeFalse();
    }
}
