using System.Net;
using System.Net.Sockets;
using System.Text;
using Bench.EndToEnd.Tests.Harness;

namespace Bench.EndToEnd.Tests.Hubs;

/// <summary>What is wrong in a store, and ids that are none, as a real hub and the verbs tell of them.</summary>
public sealed class ServingBadStoreTests
{
    [Test]
    public async Task A_damaged_pack_and_a_newer_state_are_refused_by_name()
    {
        await using var sandbox = new Sandbox();
        using var hub = await ServeAsync(sandbox);
        var folder = sandbox.Folder("hub/servers/m1");
        await hub.DoAsync("m1", "provision");
        File.WriteAllText(Path.Combine(folder, "a.txt"), "one");
        File.WriteAllText(Path.Combine(folder, "b.txt"), "two");
        var tree = PipelineBed.Tree(folder);
        await hub.DoAsync("m1", "deprovision");
        var pack = Directory
            .GetFiles(sandbox.Folder("store/content"), "*", SearchOption.AllDirectories)
            .ShouldHaveSingleItem();
        var key = Path.GetRelativePath(sandbox.Folder("store"), pack);
        var whole = File.ReadAllBytes(pack);

        File.WriteAllBytes(pack, [.. whole.Select(value => (byte)(value ^ 1))]);
        await RefusedAsync(sandbox, hub, key, "damaged");
        File.Delete(pack);
        await RefusedAsync(sandbox, hub, key, "missing");
        File.WriteAllBytes(pack, whole);

        var state = sandbox.Folder("store/states/m1/00000001.json");
        var text = File.ReadAllText(state);
        var newer = sandbox.Folder("store/states/m1/00000002.json");
        File.WriteAllText(
            newer,
            text.Replace("module-state/1", "module-state/2", StringComparison.Ordinal)
        );
        await RefusedAsync(sandbox, hub, "states/m1/00000002.json", "another version of Bench");

        File.Delete(newer);
        (await VerifyAsync(sandbox)).ShouldHaveCode(0);
        await hub.DoAsync("m1", "provision");
        PipelineBed.Tree(folder).ShouldBe(tree);
        await hub.EndAsync();
    }

    [Test]
    public async Task What_is_no_module_id_changes_nothing()
    {
        string[] ids =
        [
            "..",
            "..%2f..%2fescaped",
            "%2e%2e",
            "a%2fb",
            "-rf",
            "a%00b",
            new('a', 300),
        ];
        await using var sandbox = new Sandbox();
        using var hub = await ServeAsync(sandbox);
        var before = Below(sandbox);
        foreach (var id in ids)
        {
            foreach (
                var line in (string[])
                    [
                        $"POST /hub/modules/{id}/provision",
                        $"POST /hub/modules/{id}/deprovision",
                        $"DELETE /hub/modules/{id}",
                        $"GET /hub/modules/{id}",
                    ]
            )
            {
                (await RawAsync(hub.Address, line)).ShouldBeOneOf([400, 404, 405], line);
            }
        }
        Below(sandbox).ShouldBe(before);
        (await hub.StatesAsync()).ShouldBeEmpty();
    }

    private static async Task RefusedAsync(Sandbox sandbox, ServingHub hub, string key, string what)
    {
        var why = await hub.FailAsync("m1", "provision", HttpStatusCode.InternalServerError);
        why.ShouldContain("module m1");
        why.ShouldContain(key);
        why.ShouldContain(what);
        Directory.Exists(sandbox.Folder("hub/servers/m1")).ShouldBeFalse();
        (await VerifyAsync(sandbox)).ShouldHaveCode(1).All.ShouldContain(key);
    }

    private static Task<Ended> VerifyAsync(Sandbox sandbox) =>
        sandbox.BenchAsync(
            "hub",
            "verify",
            "--hub-hydration-target-spec",
            $"file://{sandbox.Folder("store")}"
        );

    private static Task<ServingHub> ServeAsync(Sandbox sandbox) =>
        ServingHub.StartAsync(
            sandbox,
            sandbox.Folder("hub"),
            "--hub-instance-provision-threads=0",
            $"--hub-hydration-target-spec=file://{sandbox.Folder("store")}"
        );

    /// <summary>All but logs.</summary>
    private static string[] Below(Sandbox sandbox) =>
        [
            .. Directory
                .GetFileSystemEntries(sandbox.Root, "*", SearchOption.AllDirectories)
                .Where(path => !path.Contains("/tmp/", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>The status of a request whose path no client has mended.</summary>
    private static async Task<int> RawAsync(Uri hub, string line)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(hub.Host, hub.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes(
                $"{line} HTTP/1.1\r\nHost: {hub.Authority}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            )
        );
        using var reader = new StreamReader(stream);
        return int.Parse(
            (await reader.ReadLineAsync()).ShouldNotBeNull().Split(' ')[1],
            System.Globalization.CultureInfo.InvariantCulture
        );
    }
}
