using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Bench.Hub.Tests.Service;

namespace Bench.Hub.Tests.Http;

/// <summary>What no endpoint answers is answered with problem details too, and tells nothing of the inside.</summary>
[CancelAfter(60_000)]
internal sealed class ProblemTests
{
    [TestCase("GET", "/hub/nothing", 404, "there is nothing at /hub/nothing")]
    [TestCase("POST", "/hub/modules/m/explode", 404, "there is nothing at /hub/modules/m/explode")]
    [TestCase("GET", "/hub/proxy/none/", 404, "there is nothing at /hub/proxy/none/")]
    [TestCase("GET", "/assets/none.js", 404, "there is nothing at /assets/none.js")]
    [TestCase("PUT", "/hub/status", 405, "/hub/status does not take PUT, only GET")]
    [TestCase("GET", "/hub/modules/m/provision", 405, "does not take GET, only POST")]
    [TestCase("PATCH", "/hub/modules/m", 405, "does not take PATCH, only")]
    [TestCase("DELETE", "/", 405, "does not take DELETE, only GET")]
    public async Task Unknown_paths_and_other_verbs_are_told(
        string method,
        string path,
        int status,
        string detail
    )
    {
        await using var served = await ServedHub.StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await served.Client.SendAsync(request);
        (await ProblemAsync(response, status)).ShouldContain(detail);
        if (status == 405)
        {
            response.Content.Headers.Allow.ShouldNotBeEmpty();
        }
    }

    [TestCase("/stats/hub")]
    [TestCase("/")]
    public async Task A_defect_is_a_500_that_keeps_its_words_for_the_log(string path)
    {
        var resources = new FakeResources();
        await using var served = await ServedHub.StartAsync(resources: resources);
        resources.Failure = new InvalidOperationException("the key is hunter2");
        using var response = await served.Client.GetAsync(path);
        (await ProblemAsync(response, 500)).ShouldBe(
            "the hub failed unexpectedly; its log says why"
        );
        var text = await response.Content.ReadAsStringAsync();
        text.ShouldNotContain("hunter2");
        text.ShouldNotContain(nameof(InvalidOperationException));
        served.Log.Lines.ShouldContain(line => line.Contains("hunter2", StringComparison.Ordinal));
        resources.Failure = null;
        (await served.Client.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Test]
    public async Task A_form_that_is_too_long_or_no_form_is_the_senders_failure()
    {
        await using var served = await ServedHub.StartAsync();
        using var large = new FormUrlEncodedContent([new("action", new string('a', 2_000_000))]);
        using var refused = await served.Client.PostAsync("/actions", large);
        (await ProblemAsync(refused, 413)).ShouldNotBeEmpty();
        using var cut = new ByteArrayContent("--x\r\n"u8.ToArray());
        cut.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=x");
        using var unread = await served.Client.PostAsync("/actions", cut);
        (await ProblemAsync(unread, 400)).ShouldBe("the form cannot be read");
    }

    [Test]
    public async Task What_an_instance_answers_is_passed_on_as_it_is()
    {
        await using var served = await ServedHub.StartAsync();
        var port = (int)(await served.PostAsync("m", "provision")).Body["port"]!;
        using var direct = await served.Client.GetAsync($"http://127.0.0.1:{port}/none");
        using var proxied = await served.Client.GetAsync($"/hub/proxy/{port}/none");
        proxied.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        TypeOf(proxied).ShouldBe(TypeOf(direct));
        (await proxied.Content.ReadAsStringAsync()).ShouldBe(
            await direct.Content.ReadAsStringAsync()
        );
    }

    [Test]
    public async Task Pages_stay_pages()
    {
        await using var served = await ServedHub.StartAsync();
        using var page = await served.Client.GetAsync("/");
        (page.StatusCode, TypeOf(page)).ShouldBe((HttpStatusCode.OK, "text/html"));
        using var wrong = await served.Client.GetAsync("/confirm?action=none");
        (wrong.StatusCode, TypeOf(wrong)).ShouldBe((HttpStatusCode.BadRequest, "text/html"));
    }

    /// <summary>The detail.</summary>
    private static async Task<string> ProblemAsync(HttpResponseMessage response, int status)
    {
        ((int)response.StatusCode).ShouldBe(status);
        TypeOf(response).ShouldBe("application/problem+json");
        var body = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        ((int)body["status"]!).ShouldBe(status);
        ((string)body["title"]!).ShouldNotBeEmpty();
        return (string)body["detail"]!;
    }

    private static string? TypeOf(HttpResponseMessage response) =>
        response.Content.Headers.ContentType?.MediaType;
}
