using System.Collections.Concurrent;
using System.Net;
using Bench.Rpc.Client;
using Bench.Rpc.Server;
using Bench.Rpc.Tests.Echo;
using Bench.Rpc.Tests.Interop;
using Bench.Rpc.V1;
using Grpc.HealthCheck;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Bench.Rpc.Tests.Servers;

/// <summary>A server with the echo service, a small <c>bench.v1</c>, health and reflection on a free port of loopback.</summary>
internal sealed class EchoServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private EchoServer(WebApplication application, EchoService echo)
    {
        _application = application;
        Echo = echo;
        Address = new Uri(application.Urls.Single());
    }

    public EchoService Echo { get; }

    public HealthServiceImpl Health =>
        _application.Services.GetRequiredService<HealthServiceImpl>();

    public CallGate Gate => _application.Services.GetRequiredService<CallGate>();

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
        RpcListenOptions? listening = null
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
        var echo = new EchoService();
        builder.Services.AddSingleton(echo);
        builder.Services.AddRpc(options ?? new RpcServerOptions());
        var application = builder.Build();
        var encodings = new ConcurrentQueue<(string, string, string)>();
        application.Use(next => context => RecordAsync(context, next, encodings));
        application.UseRpc();
        application.MapGrpcService<EchoService>();
        application.MapGrpcService<SmallRuns>();
        application.MapGrpcService<SmallWorkers>();
        application.MapRpcStandards(
            Tests.Echo.Echo.Descriptor.FullName,
            Runs.Descriptor.FullName,
            Workers.Descriptor.FullName
        );
        await application.StartAsync();
        return new(application, echo) { Encodings = encodings };
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
