using System.Globalization;
using System.Net;
using Bench.Hub.Service;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Primitives;

namespace Bench.Hub.Http;

/// <summary>Passes requests on to instances of this hub, and to nobody else: every verb, bodies as they come.</summary>
internal sealed class InstanceProxy(HubService hub) : IDisposable
{
    private const string Prefix = "/hub/proxy/";

    /// <summary>Pages of an instance run in an origin of their own: they can do nothing to the hub or to each other.</summary>
    private const string Sandbox = "sandbox allow-scripts allow-forms allow-downloads";

    /// <summary>They belong to one connection (RFC 9110, 7.6.1).</summary>
    private static readonly HashSet<string> OfConnection = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection",
        "Keep-Alive",
        "Proxy-Authenticate",
        "Proxy-Authorization",
        "Proxy-Connection",
        "TE",
        "Trailer",
        "Transfer-Encoding",
        "Upgrade",
    };

    private readonly HttpMessageInvoker _client = new(
        new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
        }
    );

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.Map("/hub/proxy/{port:int}", HandleAsync);
        endpoints.Map("/hub/proxy/{port:int}/{**path}", HandleAsync);
    }

    public void Dispose() => _client.Dispose();

    private async Task HandleAsync(HttpContext context)
    {
        var port = int.Parse(
            (string)context.Request.RouteValues["port"]!,
            CultureInfo.InvariantCulture
        );
        if (hub.OnPort(port) is null)
        {
            await Replies.ProblemAsync(
                context,
                StatusCodes.Status404NotFound,
                $"no instance of this hub listens on port {port}"
            );
            return;
        }
        using var request = RequestOf(context, port);
        HttpResponseMessage answer;
        try
        {
            answer = await _client.SendAsync(request, context.RequestAborted);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            await Replies.ProblemAsync(
                context,
                StatusCodes.Status502BadGateway,
                $"the instance on port {port} does not answer: {e.Message}"
            );
            return;
        }
        using (answer)
        {
            await CopyAsync(answer, context, port);
        }
    }

    private static HttpRequestMessage RequestOf(HttpContext context, int port)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = null;
        }
        var message = new HttpRequestMessage(
            new HttpMethod(context.Request.Method),
            new Uri($"http://127.0.0.1:{port}{TargetOf(context)}")
        )
        {
            Version = HttpVersion.Version11,
        };
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true })
        {
            message.Content = new StreamContent(context.Request.Body);
        }
        foreach (var (name, values) in Passed(context.Request.Headers))
        {
            if (
                !name.Equals("Host", StringComparison.OrdinalIgnoreCase)
                && !message.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values)
            )
            {
                message.Content?.Headers.TryAddWithoutValidation(
                    name,
                    (IEnumerable<string?>)values
                );
            }
        }
        return message;
    }

    /// <summary>Path and query as they came, undecoded: an encoded slash stays one.</summary>
    private static string TargetOf(HttpContext context)
    {
        var raw = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var start = raw.IndexOf(Prefix, StringComparison.Ordinal) + Prefix.Length;
        var rest = raw.AsSpan(start);
        var end = rest.IndexOfAny('/', '?');
        return end < 0 ? "/"
            : rest[end] == '?' ? $"/{rest[end..]}"
            : rest[end..].ToString();
    }

    private static async Task CopyAsync(HttpResponseMessage answer, HttpContext context, int port)
    {
        var response = context.Response;
        response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers))
        {
            if (!OfConnection.Contains(name))
            {
                response.Headers[name] = values.ToArray();
            }
        }
        if (response.Headers.Location is [{ } location] && location.StartsWith('/'))
        {
            response.Headers.Location = string.Create(
                CultureInfo.InvariantCulture,
                $"{Prefix}{port}{location}"
            );
        }
        response.Headers.Append("Content-Security-Policy", Sandbox);
        await using var body = await answer.Content.ReadAsStreamAsync(context.RequestAborted);
        await response.StartAsync(context.RequestAborted);
        // The server sends each piece at once: what comes slowly is waited for.
        await body.CopyToAsync(response.Body, context.RequestAborted);
    }

    private static IEnumerable<KeyValuePair<string, StringValues>> Passed(IHeaderDictionary headers)
    {
        var named = headers
            .Connection.SelectMany(value => (value ?? "").Split(','))
            .Select(name => name.Trim());
        var left = named.ToHashSet(StringComparer.OrdinalIgnoreCase);
        return headers.Where(header =>
            !OfConnection.Contains(header.Key)
            && !left.Contains(header.Key)
            && !header.Key.StartsWith(':')
        );
    }
}
