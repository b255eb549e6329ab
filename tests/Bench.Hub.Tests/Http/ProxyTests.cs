using System.Net;
using Bench.Hub.Tests.Service;

namespace Bench.Hub.Tests.Http;

/// <summary>The proxy to instances, and what a folder instance serves.</summary>
[CancelAfter(60_000)]
internal sealed class ProxyTests
{
    private ServedHub _served = null!;
    private int _port;

    [SetUp]
    public async Task StartAsync()
    {
        _served = await ServedHub.StartAsync();
        _served.Storage.Stored["m"] = "0123456789";
        _port = (int)(await _served.PostAsync("m", "provision")).Body["port"]!;
    }

    [TearDown]
    public async Task StopAsync() => await _served.DisposeAsync();

    [Test]
    public async Task Files_are_listed_and_read_whole_and_in_part()
    {
        await File.WriteAllTextAsync(Path.Combine(_served.DataOf("m"), "a b%.txt"), "odd");
        (await _served.Client.GetStringAsync(Proxied("/files/"))).ShouldBe(
            """{"files":[{"path":"a b%.txt","bytes":3},{"path":"content.txt","bytes":10}]}"""
        );
        (await _served.Client.GetStringAsync(Proxied("/files/a%20b%25.txt"))).ShouldBe("odd");
        using var request = new HttpRequestMessage(HttpMethod.Get, Proxied("/files/content.txt"));
        request.Headers.Range = new(2, 5);
        using var part = await _served.Client.SendAsync(request);
        part.StatusCode.ShouldBe(HttpStatusCode.PartialContent);
        (await part.Content.ReadAsStringAsync()).ShouldBe("2345");
        part.Headers.GetValues("Content-Security-Policy")
            .ShouldHaveSingleItem()
            .ShouldStartWith("sandbox");
    }

    [TestCase("/files/../../hub.json")]
    [TestCase("/files/%2e%2e/%2e%2e/hub.json")]
    [TestCase("/files/..%2f..%2fhub.json")]
    [TestCase("/files/link.txt")]
    [TestCase("/files/none")]
    [TestCase("/")]
    public async Task Nothing_else_is_read(string path)
    {
        File.CreateSymbolicLink(
            Path.Combine(_served.DataOf("m"), "link.txt"),
            Path.Combine(_served.DataOf("m"), "..", "..", "hub.json")
        );
        using var answer = await _served.Client.GetAsync(Proxied(path));
        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [TestCase("PUT")]
    [TestCase("DELETE")]
    [TestCase("PATCH")]
    [TestCase("PROPFIND")]
    public async Task Every_verb_is_passed_on(string method)
    {
        using var request = new HttpRequestMessage(
            new HttpMethod(method),
            Proxied("/files/content.txt")
        );
        using var answer = await _served.Client.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        answer.Content.Headers.Allow.ShouldBe(["GET", "HEAD"]);
        File.Exists(Path.Combine(_served.DataOf("m"), FakeStorage.File)).ShouldBeTrue();
    }

    [Test]
    public async Task Only_ports_of_its_own_instances_are_reached()
    {
        (
            await _served.SendAsync("GET", $"/hub/proxy/{_served.Address.Port}/hub/status")
        ).Status.ShouldBe(404);
        (await _served.SendAsync("GET", "/hub/proxy/1/")).Status.ShouldBe(404);
        await _served.PostAsync("m", "hibernate");
        (await _served.SendAsync("GET", Proxied("/health"))).Status.ShouldBe(404);
    }

    [Test]
    public async Task A_collection_removes_only_what_is_marked()
    {
        var root = _served.DataOf("m");
        foreach (
            var name in new[]
            {
                "dead",
                "dead.bench-tombstone",
                "tree/a",
                "tree/b/c",
                "tree.bench-tombstone",
                "left.bench-tmp",
                "sub/left.bench-tmp",
                "kept.tmp",
                "kept.bench-meta",
                "kept",
                "orphan.bench-meta",
                ".bench-tombstone",
            }
        )
        {
            var path = Path.Combine(root, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path, "x");
        }
        using var asked = await _served.Client.PostAsync(Proxied("/admin/gc"), null);
        asked.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var answer = "";
        while (!answer.Contains("\"done\"", StringComparison.Ordinal))
        {
            answer = await _served.Client.GetStringAsync(Proxied("/admin/gc"));
            answer.ShouldNotContain("failed");
        }

        Directory
            .EnumerateFileSystemEntries(root, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(root, path))
            .Order(StringComparer.Ordinal)
            .ShouldBe([".bench-tombstone", "content.txt", "kept", "kept.bench-meta", "kept.tmp"]);
        answer.ShouldBe("""{"status":"done","removedFiles":8,"removedBytes":8}""");
    }

    [Test]
    public async Task Bodies_go_both_ways_as_they_come()
    {
        using var echo = new EchoServer();
        await using var bed = await HubBed.StartAsync();
        bed.Kind.Port = echo.Port;
        await bed.DoAsync("m", Bench.Hub.Modules.ModuleEvent.Provision);
        await using var server = await Bench.Hub.Http.HubServer.StartAsync(
            bed.Hub,
            new IPEndPoint(IPAddress.Loopback, 0),
            Microsoft.Extensions.Logging.Abstractions.NullLoggerProvider.Instance,
            CancellationToken.None
        );
        var content = new byte[1_000_000];
        new Random(7).NextBytes(content);
        using var request = new HttpRequestMessage(
            HttpMethod.Put,
            $"{server.Address}hub/proxy/{echo.Port}/a%2Fb/../c?x=%20y&z"
        )
        {
            Content = new ByteArrayContent(content),
        };
        request.Headers.Add("X-Mine", "1");
        request.Headers.ConnectionClose = true;

        using var answer = await _served.Client.SendAsync(request);

        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        (await answer.Content.ReadAsByteArrayAsync()).ShouldBe(content);
        echo.Seen.ShouldBe("PUT /c?x=%20y&z X-Mine=1");
        answer.Headers.Location!.OriginalString.ShouldBe($"/hub/proxy/{echo.Port}/elsewhere");
    }

    private string Proxied(string path) => $"/hub/proxy/{_port}{path}";
}
