using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Bench.Testing.Gcs;
using Bench.Testing.Gcs.Faults;

namespace Bench.Storage.Tests.Gcs;

/// <summary>What the server of the tests refuses as Google documents it, asked without the client.</summary>
public sealed class GcsServerTests
{
    private const string Objects = "/storage/v1/b/bench-test/o";
    private const string Uploads = "/upload" + Objects;

    private GcsServer _server = null!;
    private HttpClient _http = null!;

    [SetUp]
    public async Task StartServer()
    {
        _server = await GcsServer.StartAsync("bench-test");
        _http = new HttpClient { BaseAddress = new Uri(_server.Address) };
    }

    [TearDown]
    public async Task StopServer()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }

    [Test]
    public async Task Buckets_are_made_once_and_found()
    {
        using var body = new StringContent("{\"name\":\"new-bucket\"}");
        (await StatusAsync(HttpMethod.Post, "/storage/v1/b?project=p", body)).ShouldBe(200);
        using var again = new StringContent("{\"name\":\"new-bucket\"}");
        (await StatusAsync(HttpMethod.Post, "/storage/v1/b?project=p", again)).ShouldBe(409);
        (await StatusAsync(HttpMethod.Get, "/storage/v1/b/new-bucket")).ShouldBe(200);
        (await StatusAsync(HttpMethod.Get, "/storage/v1/b/none")).ShouldBe(404);
    }

    [Test]
    public async Task Errors_are_the_documented_json()
    {
        using var reply = await _http.GetAsync($"{Objects}/none");
        reply.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        reply.Headers.Date.ShouldNotBeNull();
        var error = JsonNode.Parse(await reply.Content.ReadAsStringAsync())!["error"]!;
        error["code"]!.GetValue<int>().ShouldBe(404);
        error["message"]!.GetValue<string>().ShouldBe("No such object: bench-test/none");
        error["errors"]![0]!["reason"]!.GetValue<string>().ShouldBe("notFound");
        error["errors"]![0]!["domain"]!.GetValue<string>().ShouldBe("global");
    }

    [TestCase("items(name,size),nextPageToken", """{"items":[{"name":"a","size":"5"}]}""")]
    [TestCase("prefixes", "{}")]
    [TestCase("kind", """{"kind":"storage#objects"}""")]
    public async Task A_reply_has_only_the_fields_that_were_asked_for(string fields, string json)
    {
        await InsertAsync("a", "");
        (await _http.GetStringAsync($"{Objects}?fields={fields}")).ShouldBe(json);
        (await StatusAsync(HttpMethod.Get, $"{Objects}?fields={fields}(")).ShouldBe(400);
    }

    [Test]
    public async Task Conditions_are_about_the_live_generation()
    {
        (await InsertAsync("a", "&ifGenerationMatch=7")).ShouldBe(412);
        (await InsertAsync("a", "&ifGenerationMatch=0")).ShouldBe(200);
        (await InsertAsync("a", "&ifGenerationMatch=0")).ShouldBe(412);
        var generation = (await JsonAsync($"{Objects}/a"))["generation"]!.GetValue<string>();
        (await InsertAsync("a", $"&ifGenerationMatch={generation}")).ShouldBe(200);
        (await StatusAsync(HttpMethod.Get, $"{Objects}/a?generation={generation}")).ShouldBe(404);
        (await InsertAsync("a", "&ifGenerationMatch=x")).ShouldBe(400);
        (await StatusAsync(HttpMethod.Delete, $"{Objects}/a")).ShouldBe(204);
        (await StatusAsync(HttpMethod.Delete, $"{Objects}/a")).ShouldBe(404);
    }

    [TestCase("a%0Ab")]
    [TestCase(".")]
    [TestCase("..")]
    [TestCase(".well-known/acme-challenge/x")]
    [TestCase("")]
    public async Task Names_that_cannot_be_are_refused(string name) =>
        (await InsertAsync(name, "")).ShouldBe(400);

    [Test]
    public async Task A_name_of_more_than_1024_bytes_is_refused()
    {
        (await InsertAsync(new string('x', 1024), "")).ShouldBe(200);
        (await InsertAsync(new string('x', 1025), "")).ShouldBe(400);
    }

    [TestCase("AAAAAA==", 400)]
    [TestCase("mnG7TA==", 200)]
    public async Task A_checksum_that_does_not_fit_is_refused(string crc32C, int status)
    {
        const string boundary = "limit";
        using var body = new StringContent(
            $"--{boundary}\r\nContent-Type: application/json\r\n\r\n"
                + $"{{\"name\":\"a\",\"crc32c\":\"{crc32C}\"}}\r\n--{boundary}\r\n"
                + $"Content-Type: text/plain\r\n\r\nhello\r\n--{boundary}--\r\n"
        );
        body.Headers.ContentType = MediaTypeHeaderValue.Parse(
            $"multipart/related; boundary={boundary}"
        );
        var path = $"{Uploads}?uploadType=multipart";
        (await StatusAsync(HttpMethod.Post, path, body)).ShouldBe(status);
        var found = status == 200 ? 200 : 404;
        (await StatusAsync(HttpMethod.Get, $"{Objects}/a")).ShouldBe(found);
    }

    [TestCase("bytes 0-9/*", 10, 400)]
    [TestCase("bytes 262144-524287/*", 262_144, 400)]
    [TestCase("bytes 0-262143/*", 262_144, 308)]
    [TestCase("bytes 0-9/10", 10, 200)]
    [TestCase("bytes 9-0/10", 10, 400)]
    [TestCase("bytes 0-9/5", 10, 400)]
    [TestCase("bytes */*", 0, 308)]
    [TestCase("bytes */10", 0, 308)]
    [TestCase("bytes */0", 0, 200)]
    [TestCase("octets", 0, 400)]
    public async Task Parts_of_an_upload_follow_the_rules(string range, int length, int status)
    {
        var session = await BeginAsync("a");
        (await PartAsync(session, range, length)).ShouldBe(status);
    }

    [Test]
    public async Task An_upload_tells_how_far_it_is_until_it_is_cancelled()
    {
        var session = await BeginAsync("a");
        await PartAsync(session, "bytes 0-262143/*", 262_144);
        using var content = new ByteArrayContent([]);
        content.Headers.TryAddWithoutValidation("Content-Range", "bytes */*");
        using var reply = await _http.PutAsync(session, content);
        ((int)reply.StatusCode).ShouldBe(308);
        reply.Headers.GetValues("Range").ShouldBe(["bytes=0-262143"]);
        (await StatusAsync(HttpMethod.Delete, session)).ShouldBe(499);
        (await StatusAsync(HttpMethod.Delete, session)).ShouldBe(404);
        (await PartAsync(session, "bytes */*", 0)).ShouldBe(404);
    }

    [Test]
    public async Task A_listing_has_folders_and_pages()
    {
        foreach (var name in (string[])["a", "d%2F1", "d%2F2", "e%2F1", "f"])
        {
            await InsertAsync(name, "");
        }
        var first = await JsonAsync($"{Objects}?delimiter=/&maxResults=2");
        NamesOf(first, "items").ShouldBe(["a"]);
        first["prefixes"]!.AsArray().Select(it => (string)it!).ShouldBe(["d/"]);
        var token = Uri.EscapeDataString((string)first["nextPageToken"]!);
        var second = await JsonAsync($"{Objects}?delimiter=/&maxResults=2&pageToken={token}");
        NamesOf(second, "items").ShouldBe(["f"]);
        second["prefixes"]!.AsArray().Select(it => (string)it!).ShouldBe(["e/"]);
        second["nextPageToken"].ShouldBeNull();
        NamesOf(await JsonAsync($"{Objects}?prefix=d/"), "items").ShouldBe(["d/1", "d/2"]);
        (await StatusAsync(HttpMethod.Get, $"{Objects}?pageToken=%21")).ShouldBe(400);
        (await StatusAsync(HttpMethod.Get, $"{Objects}?maxResults=0")).ShouldBe(400);
    }

    [Test]
    public async Task A_range_beyond_the_end_is_refused_with_the_length()
    {
        await InsertAsync("a", "");
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{Objects}/a?alt=media");
        request.Headers.Range = new RangeHeaderValue(5, null);
        using var reply = await _http.SendAsync(request);
        reply.StatusCode.ShouldBe(HttpStatusCode.RequestedRangeNotSatisfiable);
        reply.Content.Headers.ContentRange!.Length.ShouldBe(5);
    }

    [Test]
    public async Task A_plan_of_faults_is_the_same_for_a_seed_and_ends()
    {
        var plan = new FaultPlan
        {
            Seed = 11,
            Share = 0.5,
            AtMost = 10,
            Kinds = [FaultKind.Throttled, FaultKind.Unavailable],
        };
        var first = await StatusesAsync(plan);
        first.ShouldBe(await StatusesAsync(plan));
        first.Count(status => status != 200).ShouldBe(10);
        first.ShouldContain(429);
        first.ShouldContain(503);
        first[^1].ShouldBe(200);
        _server.Faults.ShouldBe(10);
        _server.Count(RequestKind.List).ShouldBe(120);
    }

    private async Task<List<int>> StatusesAsync(FaultPlan plan)
    {
        _server.Inject(plan);
        var statuses = new List<int>();
        for (var i = 0; i < 60; i++)
        {
            statuses.Add(await StatusAsync(HttpMethod.Get, Objects));
        }
        return statuses;
    }

    private static IEnumerable<string> NamesOf(JsonNode list, string items) =>
        list[items]!.AsArray().Select(item => (string)item!["name"]!);

    private async Task<JsonNode> JsonAsync(string path) =>
        JsonNode.Parse(await _http.GetStringAsync(path))!;

    private async Task<int> InsertAsync(string name, string query)
    {
        using var body = new StringContent("hello", Encoding.UTF8);
        return await StatusAsync(
            HttpMethod.Post,
            $"{Uploads}?uploadType=media&name={name}{query}",
            body
        );
    }

    private async Task<string> BeginAsync(string name)
    {
        using var reply = await _http.PostAsync(
            $"{Uploads}?uploadType=resumable&name={name}",
            null
        );
        reply.StatusCode.ShouldBe(HttpStatusCode.OK);
        return reply.Headers.Location!.ToString();
    }

    private async Task<int> PartAsync(string session, string range, int length)
    {
        using var content = new ByteArrayContent(new byte[length]);
        content.Headers.TryAddWithoutValidation("Content-Range", range);
        return await StatusAsync(HttpMethod.Put, session, content);
    }

    private async Task<int> StatusAsync(HttpMethod method, string path, HttpContent? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        using var reply = await _http.SendAsync(request);
        return (int)reply.StatusCode;
    }
}
