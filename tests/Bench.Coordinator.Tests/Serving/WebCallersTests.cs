using System.Net;
using System.Net.Sockets;
using System.Text;
using Bench.Coordinator.Security;

namespace Bench.Coordinator.Tests.Serving;

[CancelAfter(60_000)]
internal sealed class WebCallersTests
{
    [Test]
    public async Task Nothing_but_health_and_login_is_shown_without_a_token(
        CancellationToken cancel
    )
    {
        await using var bed = await ServeBed.StartAsync(cancel);
        using var browser = bed.Browser();
        (await browser.GetStringAsync("/healthz", cancel)).ShouldBe("ok\n");
        foreach (
            var path in new[] { "/", "/runs/t1", "/events", "/metrics", "/assets/run.js", "/x" }
        )
        {
            using var reply = await browser.GetAsync(path, cancel);
            reply.StatusCode.ShouldBe(HttpStatusCode.Redirect, path);
            reply.Headers.Location!.ToString().ShouldBe("/login");
        }
        using var post = await browser.PostAsync("/runs/t1/cancel", null, cancel);
        post.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using var login = await browser.GetAsync("/login", cancel);
        login
            .Headers.GetValues("Content-Security-Policy")
            .Single()
            .ShouldContain("default-src 'none'");
    }

    [Test]
    public async Task A_browser_signs_in_and_its_forms_carry_their_token(CancellationToken cancel)
    {
        await using var bed = await ServeBed.StartAsync(cancel);
        await bed.Host.StartAsync(ServeBed.Config("t1"), cancel);
        using var browser = bed.Browser();
        using var signedIn = await SignInAsync(browser, bed.Control, cancel);
        signedIn.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        var cookie = signedIn.Headers.GetValues("Set-Cookie").Single();
        cookie.ShouldContain("httponly");
        cookie.ShouldContain("samesite=strict");
        cookie.ShouldNotContain(bed.Control);
        (await browser.GetStringAsync("/", cancel)).ShouldContain("t1");

        // Another site's form has the cookie of no session, or cannot know this token.
        using var forged = await browser.PostAsync("/runs/t1/cancel", Form(), cancel);
        forged.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        var page = await browser.GetStringAsync("/runs/t1/cancel", cancel);
        var token = page.Split("name=\"form-token\" value=\"")[^1].Split('"')[0];
        token.ShouldNotBeEmpty();
        using var own = await browser.PostAsync(
            "/runs/t1/cancel",
            Form(("form-token", token)),
            cancel
        );
        own.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        bed.Host.FindLed("t1")!.Feed.Snapshot.Run.Reason.ShouldBe("cancelled by controller");
    }

    [Test]
    public async Task The_right_to_read_does_not_control(CancellationToken cancel)
    {
        await using var bed = await ServeBed.StartAsync(cancel);
        await bed.Host.StartAsync(ServeBed.Config("t1"), cancel);
        using var program = bed.Browser();
        program.DefaultRequestHeaders.Authorization = new("Bearer", bed.Read);
        (await program.GetStringAsync("/runs/t1", cancel)).ShouldContain("t1");
        using var denied = await program.PostAsync("/runs/t1/cancel", Form(), cancel);
        denied.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        bed.Host.FindLed("t1")!.Feed.Snapshot.Run.Reason.ShouldBeNull();
    }

    [Test]
    public async Task Wrong_tokens_are_refused_and_counted(CancellationToken cancel)
    {
        await using var bed = await ServeBed.StartAsync(cancel);
        using var browser = bed.Browser();
        var worker = bed.Workers.Create("t1.0", "vm-1");
        using var asWorker = await SignInAsync(browser, worker, cancel);
        asWorker.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        HttpStatusCode last = default;
        foreach (var _ in Enumerable.Range(0, FailedTries.Most + 1))
        {
            using var reply = await SignInAsync(browser, "wrong", cancel);
            last = reply.StatusCode;
        }
        last.ShouldBe(HttpStatusCode.TooManyRequests);
        using var right = await SignInAsync(browser, bed.Read, cancel);
        right.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
    }

    [Test]
    public async Task A_name_that_was_pointed_here_is_refused(CancellationToken cancel)
    {
        await using var bed = await ServeBed.StartAsync(cancel);
        using var browser = bed.Browser();
        browser.DefaultRequestHeaders.Host = "evil.example";
        using var reply = await browser.GetAsync("/login", cancel);
        reply.StatusCode.ShouldBe(HttpStatusCode.MisdirectedRequest);
    }

    [Test]
    public async Task Both_protocols_share_a_port_that_a_lazy_server_has_open_before_it_starts(
        CancellationToken cancel
    )
    {
        await using var bed = await ServeBed.StartAsync(cancel, lazy: true);
        bed.Logs.Lines.ShouldBeEmpty();
        using var channel = bed.Channel();
        var list = await ServeBed
            .Runs(channel, bed.Read)
            .ListAsync(new Bench.Rpc.V1.ListRequest(), cancellationToken: cancel);
        list.Runs.ShouldBeEmpty();
        using var browser = bed.Browser();
        (await browser.GetStringAsync("/healthz", cancel)).ShouldBe("ok\n");
    }

    [Test]
    public async Task A_preface_in_pieces_is_understood_and_rubbish_ends(CancellationToken cancel)
    {
        await using var bed = await ServeBed.StartAsync(cancel);
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, bed.Server.Address.Port, cancel);
        var stream = client.GetStream();
        foreach (var part in new[] { "P", "RI", " * HTTP/2.0\r\n\r\nSM\r\n\r\n" })
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(part), cancel);
            await Task.Delay(20, cancel);
        }
        await stream.WriteAsync(new byte[] { 0, 0, 0, 4, 0, 0, 0, 0, 0 }, cancel);
        var reply = new byte[9];
        await stream.ReadExactlyAsync(reply, cancel);
        reply[3].ShouldBe((byte)4, "a server of HTTP/2 begins with its settings");

        var random = new Random(7);
        foreach (var _ in Enumerable.Range(0, 30))
        {
            using var fuzz = new TcpClient();
            await fuzz.ConnectAsync(IPAddress.Loopback, bed.Server.Address.Port, cancel);
            var bytes = new byte[random.Next(24, 2000)];
            random.NextBytes(bytes);
            if (random.Next(2) == 0)
            {
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.CopyTo(bytes);
            }
            await fuzz.GetStream().WriteAsync(bytes, cancel);
        }
        using var browser = bed.Browser();
        (await browser.GetStringAsync("/healthz", cancel)).ShouldBe("ok\n");
    }

    [Test]
    public async Task No_secret_reaches_the_log(CancellationToken cancel)
    {
        await using var bed = await ServeBed.StartAsync(cancel);
        using var browser = bed.Browser();
        using var right = await SignInAsync(browser, bed.Control, cancel);
        using var wrong = await SignInAsync(browser, bed.Control + "x", cancel);
        await browser.GetStringAsync("/", cancel);
        var text = string.Join('\n', bed.Logs.Lines);
        text.ShouldNotContain(bed.Control);
        text.ShouldNotContain(bed.Control.Split('_', 3)[2]);
    }

    private static Task<HttpResponseMessage> SignInAsync(
        HttpClient browser,
        string token,
        CancellationToken cancel
    ) => browser.PostAsync("/login", Form(("token", token)), cancel);

    private static FormUrlEncodedContent Form(params (string Name, string Value)[] fields) =>
        new(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
}
