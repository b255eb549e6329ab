using System.Net;
using System.Net.Sockets;
using Bench.Hub.Page;
using Bench.Hub.Service;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Bench.Hub.Http;

/// <summary>Serves a hub over HTTP: the interface of drivers, the proxy to instances, and the page.</summary>
public sealed class HubServer : IAsyncDisposable
{
    private const int LongestLine = 64 * 1024;

    /// <summary>Of forms; what is passed on to instances has no limit.</summary>
    private const long LongestBody = 1024 * 1024;
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(5);

    private readonly WebApplication _application;
    private readonly InstanceProxy _proxy;

    private HubServer(WebApplication application, InstanceProxy proxy, Uri address) =>
        (_application, _proxy, Address) = (application, proxy, address);

    public Uri Address { get; }

    /// <summary>Serves until it is disposed of; the hub stays its owner's.</summary>
    /// <exception cref="IOException">The address is taken, or not of this machine.</exception>
    public static async Task<HubServer> StartAsync(
        HubService hub,
        IPEndPoint listen,
        ILoggerProvider logs,
        CancellationToken cancel
    )
    {
        var builder = WebApplication.CreateEmptyBuilder(
            new WebApplicationOptions { ApplicationName = "bench" }
        );
        builder.Logging.ClearProviders();
        builder.Logging.AddProvider(logs);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestLineSize = LongestLine;
            kestrel.Limits.MaxRequestBodySize = LongestBody;
            // What an instance sends, and who reads it, may be slow.
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(listen, endpoint => endpoint.Protocols = HttpProtocols.Http1);
        });
        builder.Services.AddRoutingCore();
        var application = builder.Build();
        var proxy = new InstanceProxy(hub);
        var loggers = application.Services.GetRequiredService<ILoggerFactory>();
        application.Use(new ProblemReplies(loggers.CreateLogger<HubServer>()).HandleAsync);
        application.Use(new RequestGuard(IPAddress.IsLoopback(listen.Address)).HandleAsync);
        application.UseRouting();
        new ModuleEndpoints(hub).Map(application);
        proxy.Map(application);
        HubPage.Map(application, hub);
        await StartAsync(application, listen, cancel);
        var bound = application
            .Services.GetRequiredService<IServer>()
            .Features.Get<IServerAddressesFeature>()!;
        return new HubServer(application, proxy, new Uri(bound.Addresses.First()));
    }

    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(StopPatience);
        await _application.StopAsync(patience.Token);
        await _application.DisposeAsync();
        _proxy.Dispose();
    }

    private static async Task StartAsync(
        WebApplication application,
        IPEndPoint listen,
        CancellationToken cancel
    )
    {
        try
        {
            await application.StartAsync(cancel);
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            await application.DisposeAsync();
            throw new IOException($"{listen} cannot be listened on: {e.Message}", e);
        }
    }
}
