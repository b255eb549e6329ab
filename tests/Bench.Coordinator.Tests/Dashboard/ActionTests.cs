using System.Net;
using Bench.Coordinator.Dashboard;
using Bench.Coordinator.Tests.Dashboard.Fakes;
using Bench.Coordinator.Watching;

namespace Bench.Coordinator.Tests.Dashboard;

/// <summary>What changes runs: asked first, done once, and only for who may.</summary>
[CancelAfter(60_000)]
internal sealed class ActionTests
{
    private ScriptedDirectory _directory = null!;

    [SetUp]
    public void NewRun()
    {
        _directory = new ScriptedDirectory();
        _directory.Put("t1", new ScriptedFeed(SampleRun.Of("t1", 4), TimeProvider.System));
    }

    [TestCase("/runs/t1/cancel", "Cancel the run", "cancel t1 by dashboard: ")]
    [TestCase("/runs/t1/resume", "Resume the run", "resume t1")]
    [TestCase("/runs/t1/entries/1/retry", "Retry", "retry t1 1")]
    public async Task Each_is_asked_by_a_page_and_done_by_its_form(
        string path,
        string button,
        string done
    )
    {
        await using var host = await DashboardHost.StartAsync(_directory);

        var page = await host.Client.GetStringAsync(path);
        page.ShouldContain($"<form method=\"post\" action=\"{path}\">");
        page.ShouldContain($">{button}</button>");
        _directory.Asked.ShouldBeEmpty("asking does nothing");

        using var response = await PostAsync(host, path);
        response.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        response.Headers.Location!.ToString().ShouldStartWith("/runs/t1?done=");
        _directory.Asked.ShouldBe([done]);
        (await host.Client.GetStringAsync(response.Headers.Location)).ShouldContain(
            "class=\"notice\""
        );
    }

    [Test]
    public async Task The_reason_is_kept_and_bounded()
    {
        await using var host = await DashboardHost.StartAsync(
            _directory,
            new DashboardOptions { NameOf = _ => "ada@bench-0" }
        );

        await PostAsync(host, "/runs/t1/cancel", ("reason", "  wrong disk  "));
        await PostAsync(host, "/runs/t1/cancel", ("reason", new string('x', 5000)));

        _directory.Asked[0].ShouldBe("cancel t1 by ada@bench-0: wrong disk");
        _directory.Asked[1].Length.ShouldBeLessThan(300);
    }

    [TestCase("Origin", "http://elsewhere.example")]
    [TestCase("Origin", "null")]
    [TestCase("Sec-Fetch-Site", "cross-site")]
    [TestCase("Sec-Fetch-Site", "same-site")]
    public async Task A_form_of_somebody_elses_page_is_refused(string header, string value)
    {
        await using var host = await DashboardHost.StartAsync(_directory);

        using var response = await PostAsync(host, "/runs/t1/cancel", headers: [(header, value)]);

        response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        _directory.Asked.ShouldBeEmpty();
    }

    [Test]
    public async Task A_form_of_our_own_page_is_taken()
    {
        await using var host = await DashboardHost.StartAsync(_directory);

        using var response = await PostAsync(
            host,
            "/runs/t1/cancel",
            headers: [("Origin", host.UriOf("")), ("Sec-Fetch-Site", "same-origin")]
        );

        response.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
    }

    [Test]
    public async Task Who_may_only_read_sees_no_such_links_and_is_refused()
    {
        await using var host = await DashboardHost.StartAsync(
            _directory,
            new DashboardOptions { MayControl = _ => false }
        );
        (await host.Client.GetStringAsync("/runs/t1")).ShouldNotContain("/cancel");
        foreach (var path in (string[])["cancel", "resume", "entries/1/retry"])
        {
            (await host.Client.GetAsync($"/runs/t1/{path}")).StatusCode.ShouldBe(
                HttpStatusCode.Forbidden
            );
            (await PostAsync(host, $"/runs/t1/{path}")).StatusCode.ShouldBe(
                HttpStatusCode.Forbidden
            );
        }
        _directory.Asked.ShouldBeEmpty();
    }

    [Test]
    public async Task Forms_carry_the_services_token()
    {
        await using var host = await DashboardHost.StartAsync(
            _directory,
            new DashboardOptions { FormToken = _ => new FormToken("csrf", "a\"b") }
        );

        (await host.Client.GetStringAsync("/runs/t1/cancel")).ShouldContain(
            "name=\"csrf\" value=\"a&quot;b\""
        );
    }

    [Test]
    public async Task What_cannot_be_done_is_told_with_its_reason()
    {
        _directory.Refusal = new InvalidOperationException("the run is <sealed>");
        await using var host = await DashboardHost.StartAsync(_directory);

        using var response = await PostAsync(host, "/runs/t1/cancel");

        response.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await response.Content.ReadAsStringAsync()).ShouldContain("the run is &lt;sealed&gt;");
        (await PostAsync(host, "/runs/none/cancel")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Test]
    public async Task A_sealed_run_offers_no_end()
    {
        var run = SampleRun.Of("t2", 4);
        _directory.Put(
            "t2",
            new ScriptedFeed(
                run with
                {
                    Run = run.Run with { Phase = RunPhase.Sealed },
                },
                TimeProvider.System
            )
        );
        await using var host = await DashboardHost.StartAsync(_directory);

        (await host.Client.GetStringAsync("/runs/t2")).ShouldNotContain("cancel-link");
    }

    private static async Task<HttpResponseMessage> PostAsync(
        DashboardHost host,
        string path,
        (string, string)? field = null,
        params (string Name, string Value)[] headers
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }
        var fields = new List<KeyValuePair<string, string>>();
        if (field is var (key, text))
        {
            fields.Add(new(key, text));
        }
        request.Content = new FormUrlEncodedContent(fields);
        return await host.Client.SendAsync(request);
    }
}
