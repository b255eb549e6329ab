using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Bench.Testing.Otlp;

/// <summary>A collector of OTLP on loopback, by HTTP and by gRPC, that keeps all that it is sent.</summary>
public sealed class OtlpCollector : IAsyncDisposable
{
    private const int GrpcPrefix = 5;
    private readonly WebApplication _application;
    private readonly CancellationTokenSource _leaving = new();
    private readonly ConcurrentQueue<(
        string Path,
        IReadOnlyDictionary<string, string> Headers
    )> _requests = new();
    private readonly ConcurrentQueue<OtlpSpan> _spans = new();
    private readonly ConcurrentQueue<OtlpPoint> _points = new();

    private OtlpCollector(WebApplication application) => _application = application;

    public string Http { get; private set; } = "";

    public string Grpc { get; private set; } = "";

    /// <summary>Takes requests and answers none.</summary>
    public bool Hangs { get; init; }

    public IReadOnlyList<(string Path, IReadOnlyDictionary<string, string> Headers)> Requests =>
        [.. _requests];

    public IReadOnlyList<OtlpSpan> Spans => [.. _spans];

    public IReadOnlyList<OtlpPoint> Points => [.. _points];

    public static async Task<OtlpCollector> StartAsync(bool hangs = false)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, end => end.Protocols = HttpProtocols.Http1);
            kestrel.Listen(IPAddress.Loopback, 0, end => end.Protocols = HttpProtocols.Http2);
        });
        var application = builder.Build();
        var collector = new OtlpCollector(application) { Hangs = hangs };
        application.Run(collector.TakeAsync);
        await application.StartAsync();
        var addresses = application
            .Services.GetRequiredService<IServer>()
            .Features.Get<IServerAddressesFeature>()!
            .Addresses.ToList();
        (collector.Http, collector.Grpc) = (addresses[0], addresses[1]);
        return collector;
    }

    public async ValueTask DisposeAsync()
    {
        await _leaving.CancelAsync();
        await _application.DisposeAsync();
        _leaving.Dispose();
    }

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        // Copied: the server uses its dictionary again for the next request.
        var headers = context.Request.Headers.ToDictionary(
            header => header.Key,
            header => header.Value.ToString(),
            StringComparer.OrdinalIgnoreCase
        );
        _requests.Enqueue((context.Request.Path.ToString(), headers));
        if (Hangs)
        {
            await Task.Delay(Timeout.Infinite, _leaving.Token)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return;
        }
        var isGrpc = HttpProtocol.IsHttp2(context.Request.Protocol);
        Keep(context.Request.Path, body.ToArray().AsMemory(isGrpc ? GrpcPrefix : 0));
        if (isGrpc)
        {
            context.Response.ContentType = "application/grpc";
            context.Response.AppendTrailer("grpc-status", "0");
            await context.Response.Body.WriteAsync(new byte[GrpcPrefix]);
        }
        else
        {
            context.Response.ContentType = "application/x-protobuf";
        }
    }

    private void Keep(PathString path, ReadOnlyMemory<byte> content)
    {
        var message = new OtlpMessage(content);
        switch (path.Value)
        {
            case "/v1/traces" or "/opentelemetry.proto.collector.trace.v1.TraceService/Export":
                foreach (var span in OtlpSpan.Of(message))
                {
                    _spans.Enqueue(span);
                }
                break;
            case "/v1/metrics" or "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export":
                foreach (var point in OtlpPoint.Of(message))
                {
                    _points.Enqueue(point);
                }
                break;
        }
    }
}
