using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;

namespace Bench.Coordinator.Tests.Serving;

/// <summary>Requests by a seed against pages, forms and streams: each is answered, none is the service's failure.</summary>
[CancelAfter(120_000)]
internal sealed class WebFuzzTests
{
    private const int Requests = 600;
    private const int Connections = 60;
    private const long MostGrowth = 24L << 20;

    private static readonly string[] Paths =
    [
        "/",
        "/login",
        "/healthz",
        "/metrics",
        "/assets/%2e%2e%2fconfig.json",
        "/runs/t1",
        "/runs/t1/cancel",
        "/runs/t1/resume",
        "/runs/t1/history",
        "/runs/t1/entries/1/retry",
        "/runs/t1/entries/99999999999999999999/retry",
        "/runs/t1/vms/vm-1",
        "/runs/t1/vms/vm-1/log",
        "/runs/t1/report/..%5c..%5cconfig.json",
        "/runs/%00/cancel",
        "/bench.v1.Runs/Start",
    ];

    private static readonly string[] Types =
    [
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "multipart/form-data",
        "application/json",
        "text/plain; charset=utf-7",
    ];

    [Test]
    public async Task Requests_of_any_form_are_answered_and_nothing_is_kept(
        [Values(1, 2)] int seed,
        CancellationToken cancel
    )
    {
        await using var bed = await ServeBed.StartAsync(cancel);
        await bed.Host.StartAsync(ServeBed.Config("t1"), cancel);
        using var browser = bed.Browser();
        using var signIn = new FormUrlEncodedContent([new("token", bed.Read)]);
        (await browser.PostAsync("/login", signIn, cancel)).StatusCode.ShouldBe(
            HttpStatusCode.SeeOther
        );
        var random = new Random(seed);
        await SendAsync(browser, random, Requests / 10, seed, cancel);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        await SendAsync(browser, random, Requests, seed, cancel);
        foreach (var _ in Enumerable.Range(0, Connections))
        {
            await ShoutAsync(bed.Server.Address.Port, random, cancel);
        }
        var growth = GC.GetTotalMemory(forceFullCollection: true) - before;
        growth.ShouldBeLessThan(MostGrowth, $"seed {seed}");
        bed.Logs.Lines.ShouldAllBe(
            line => !line.StartsWith("Error") && !line.StartsWith("Critical"),
            $"seed {seed}"
        );
        (await browser.GetStringAsync("/healthz", cancel)).ShouldBe("ok\n");
        bed.Host.FindLed("t1").ShouldNotBeNull().Completion.IsCompleted.ShouldBeFalse();
    }

    private static async Task SendAsync(
        HttpClient browser,
        Random random,
        int count,
        int seed,
        CancellationToken cancel
    )
    {
        var answered = 0;
        for (var i = 0; i < count; i++)
        {
            using var request = Request(browser.BaseAddress!, random);
            try
            {
                using var reply = await browser.SendAsync(
                    request,
                    HttpCompletionOption.ResponseHeadersRead,
                    cancel
                );
                ((int)reply.StatusCode).ShouldBeLessThan(
                    500,
                    $"seed {seed}, request {i}: {request.Method} {request.RequestUri} {request.Content?.Headers.ContentType}"
                );
                answered++;
            }
            catch (HttpRequestException)
            {
                // The server hung up on what is too large or no request, before all of it was sent, as it may.
            }
        }
        answered.ShouldBeGreaterThan(count / 2, $"seed {seed}");
    }

    private static HttpRequestMessage Request(Uri address, Random random)
    {
        var path = Paths[random.Next(Paths.Length)];
        var query = random.Next(3) is 0 ? "?" + Uri.EscapeDataString(Text(random, 40)) : "";
        var request = new HttpRequestMessage(
            random.Next(3) is 0 ? HttpMethod.Get : HttpMethod.Post,
            new Uri(address, path + query)
        );
        request.Headers.TryAddWithoutValidation(
            "Last-Event-ID",
            $"{random.Next()}.{random.Next()}"
        );
        if (random.Next(4) is 0)
        {
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + Ascii(random, 60));
        }
        if (request.Method == HttpMethod.Post)
        {
            request.Content = new ByteArrayContent(Body(random));
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(
                Types[random.Next(Types.Length)]
            );
        }
        return request;
    }

    private static byte[] Body(Random random) =>
        random.Next(6) switch
        {
            0 => Bytes(random, random.Next(2000)),
            1 => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("a=1&", 5000))),
            2 => Encoding.UTF8.GetBytes("token=" + Uri.EscapeDataString(Text(random, 3000))),
            3 => Encoding.UTF8.GetBytes(
                "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1"
            ),
            4 => Encoding.UTF8.GetBytes(new string('[', 20_000)),
            _ => Bytes(random, 70_000),
        };

    /// <summary>A connection of bytes that begin as a request might.</summary>
    private static async Task ShoutAsync(int port, Random random, CancellationToken cancel)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, cancel);
        var stream = client.GetStream();
        byte[] begin = random.Next(2) is 0 ? "POST /login HTTP/1.1\r\nHost: x\r\n"u8.ToArray() : [];
        try
        {
            await stream.WriteAsync((byte[])[.. begin, .. Bytes(random, 500)], cancel);
            client.Client.Shutdown(SocketShutdown.Send);
            var answer = new byte[4096];
            while (await stream.ReadAsync(answer, cancel) > 0) { }
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            // The server hung up on it, as it may.
        }
    }

    private static string Text(Random random, int length) =>
        Encoding.UTF8.GetString(Bytes(random, length));

    private static string Ascii(Random random, int length) =>
        new([.. Enumerable.Range(0, length).Select(_ => (char)random.Next(33, 127))]);

    private static byte[] Bytes(Random random, int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }
}
