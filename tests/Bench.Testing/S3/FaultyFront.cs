using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Bench.Testing.S3;

/// <summary>Stands before an S3 server; a seeded share of requests gets 503, loses its reply, or half of it.</summary>
public sealed class FaultyFront : IAsyncDisposable
{
    private static readonly HashSet<string> NotForwarded = new(StringComparer.OrdinalIgnoreCase)
    {
        "Transfer-Encoding",
        "Connection",
        "Expect",
    };

    private readonly WebApplication _app;
    private readonly HttpClient _client = new();
    private readonly Random _random;
    private readonly string _server;
    private int _faults;

    private FaultyFront(string server, int seed)
    {
        (_server, _random) = (server, new Random(seed));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(
            (KestrelServerOptions options) => options.Limits.MaxRequestBodySize = null
        );
        _app = builder.Build();
        _app.Run(HandleAsync);
    }

    /// <summary>Where it listens.</summary>
    public string Endpoint => _app.Urls.First();

    public int Faults => Volatile.Read(ref _faults);

    public static async Task<FaultyFront> StartAsync(string server, int seed)
    {
        var front = new FaultyFront(server, seed);
        await front._app.StartAsync();
        return front;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _client.Dispose();
    }

    private async Task HandleAsync(HttpContext context)
    {
        var fate = Fate();
        if (fate == 0)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }
        using var request = await RequestAsync(context);
        using var reply = await _client.SendAsync(request, context.RequestAborted);
        var content = await reply.Content.ReadAsByteArrayAsync(context.RequestAborted);
        if (fate == 1)
        {
            context.Abort();
            return;
        }
        context.Response.StatusCode = (int)reply.StatusCode;
        foreach (var (name, values) in reply.Headers.Concat(reply.Content.Headers))
        {
            if (!NotForwarded.Contains(name))
            {
                context.Response.Headers[name] = values.ToArray();
            }
        }
        if (fate == 2 && content.Length > 1)
        {
            await context.Response.Body.WriteAsync(content.AsMemory(0, content.Length / 2));
            await context.Response.Body.FlushAsync();
            context.Abort();
            return;
        }
        await context.Response.Body.WriteAsync(content);
    }

    private int Fate()
    {
        lock (_random)
        {
            var fate = _random.Next(15);
            _faults += fate <= 2 ? 1 : 0;
            return fate;
        }
    }

    private async Task<HttpRequestMessage> RequestAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var request = new HttpRequestMessage(
            new HttpMethod(context.Request.Method),
            new Uri(_server + target)
        )
        {
            // Also an empty one: its type is signed.
            Content =
                HttpMethods.IsPut(context.Request.Method)
                || HttpMethods.IsPost(context.Request.Method)
                    ? new ByteArrayContent(body.ToArray())
                    : null,
        };
        foreach (var (name, values) in context.Request.Headers)
        {
            if (
                !NotForwarded.Contains(name)
                && !request.Headers.TryAddWithoutValidation(name, values.ToArray())
            )
            {
                request.Content?.Headers.TryAddWithoutValidation(name, values.ToArray());
            }
        }
        return request;
    }
}
