using System.Collections.Concurrent;
using System.Net;
using Bench.Rpc.Client;
using Bench.Rpc.Health;
using Bench.Rpc.Reflection;
using Bench.Rpc.Server;
using Bench.Rpc.Tests.Echo;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Bench.Rpc.Tests.Servers;

/// <summary>A server with the echo, health and reflection services on a free port of loopback.</summary>
internal sealed class EchoServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private EchoServer(
        WebApplication application,
        EchoService echo,
        HealthService health,
        RpcServer rpc
    )
    {
        _application = application;
        Echo = echo;
        Health = health;
        Rpc = rpc;
        Address = new Uri(application.Urls.Single());
    }

    public EchoService Echo { get; }

    public HealthService Health { get; }

    public RpcServer Rpc { get; }

    public Uri Address { get; }

    /// <summary>Path, encoding of the request and of the response of each request so far.</summary>
    public ConcurrentQueue<(string Path, string Asked, string Answered)> Encodings
    {
        get;
        private init;
    } = new();

    public LogMemory Log => _application.Services.GetRequiredService<LogMemory>();

    public static async Task<EchoServer> StartAsync(
        RpcServerOptions? options = null,
        RpcListenOptions? listening = null,
        params IReadOnlyList<RpcService> more
    )
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<LogMemory>();
        builder.Services.AddSingleton<ILoggerProvider>(it => it.GetRequiredService<LogMemory>());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.ListenRpc(
                new IPEndPoint(IPAddress.Loopback, 0),
                listening ?? new RpcListenOptions()
            )
        );
        var application = builder.Build();
        var encodings = new ConcurrentQueue<(string, string, string)>();
        application.Use(next => context => RecordAsync(context, next, encodings));
        var echo = new EchoService();
        RpcService[] own = [echo.ToService(), .. more];
        var health = new HealthService(own.Select(it => it.Descriptor.FullName));
        var reflection = new ReflectionService([
            .. own.Select(it => it.Descriptor),
            HealthContract.Descriptor,
        ]);
        var rpc = application.UseRpc(
            options ?? new RpcServerOptions(),
            [.. own, health.ToService(), .. reflection.ToServices(isOpen: true)]
        );
        await application.StartAsync();
        return new(application, echo, health, rpc) { Encodings = encodings };
    }

    private static async Task RecordAsync(
        HttpContext context,
        RequestDelegate next,
        ConcurrentQueue<(string, string, string)> encodings
    )
    {
        await next(context);
        encodings.Enqueue(
            (
                context.Request.Path,
                context.Request.Headers["grpc-encoding"].ToString(),
                context.Response.Headers["grpc-encoding"].ToString()
            )
        );
    }

    public RpcChannel Channel(RpcChannelOptions? options = null) => new(Address, options);

    public Task StopAsync() => _application.StopAsync(Bounds.Token());

    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync(Bounds.Token());
        await _application.DisposeAsync();
    }
}
