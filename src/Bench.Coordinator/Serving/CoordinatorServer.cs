using System.Net;
using Bench.Coordinator.Hosting;
using Bench.Coordinator.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Bench.Coordinator.Serving;

/// <summary>Serves a coordinator's runs: the live channel, the dashboard, metrics and health, on one port.</summary>
public sealed class CoordinatorServer : IAsyncDisposable
{
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(5);

    private readonly ServeOptions _options;
    private readonly CoordinatorHost _host;
    private readonly ILoggerProvider _logs;
    private readonly SharedPort? _port;
    private readonly SemaphoreSlim _starting = new(1);
    private WebApplication? _application;
    private InstrumentReader? _counted;
    private bool _stopped;

    private CoordinatorServer(
        CoordinatorHost host,
        ServeOptions options,
        ILoggerProvider logs,
        SharedPort? port
    ) => (_host, _options, _logs, _port) = (host, options, logs, port);

    /// <summary>Where it is reached.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1");

    /// <summary>Opens the port and serves. It is stopped by disposing of it; the host stays its owner's.</summary>
    /// <exception cref="IOException">The address is taken, or not of this machine.</exception>
    public static async Task<CoordinatorServer> StartAsync(
        CoordinatorHost host,
        ServeOptions options,
        ILoggerProvider logs,
        CancellationToken cancel
    )
    {
        if (options.Tls is not null)
        {
            var encrypted = new CoordinatorServer(host, options, logs, port: null);
            await encrypted.StartAsync(cancel);
            return encrypted;
        }
        var server = new CoordinatorServer(host, options, logs, Open(options.Listen.EndPoint));
        server.Address = new Uri($"http://{server._port!.Address}");
        if (!options.Lazy)
        {
            await server.StartAsync(cancel);
        }
        server._port.Begin(() => server.StartAsync(CancellationToken.None));
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _starting.WaitAsync();
        _stopped = true;
        _starting.Release();
        if (_application is not null)
        {
            using var patience = new CancellationTokenSource(StopPatience);
            await _application.StopAsync(patience.Token);
            await _application.DisposeAsync();
        }
        if (_port is not null)
        {
            await _port.DisposeAsync();
        }
        _counted?.Dispose();
        _starting.Dispose();
    }

    private async Task StartAsync(CancellationToken cancel)
    {
        await _starting.WaitAsync(cancel);
        try
        {
            if (_application is not null || _stopped)
            {
                return;
            }
            var application = Build();
            await application.StartAsync(cancel);
            _application = application;
            if (_port is null)
            {
                var bound = application
                    .Services.GetRequiredService<IServer>()
                    .Features.Get<IServerAddressesFeature>()!;
                Address = new Uri(bound.Addresses.First());
            }
        }
        finally
        {
            _starting.Release();
        }
    }

    private WebApplication Build()
    {
        var builder = WebApplication.CreateEmptyBuilder(
            new WebApplicationOptions { ApplicationName = "bench" }
        );
        builder.Logging.ClearProviders();
        builder.Logging.AddProvider(_logs);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Logging.AddFilter("Bench", LogLevel.Information);
        builder.WebHost.UseKestrelCore();
        if (_options.Tls is not null)
        {
            builder.WebHost.UseKestrelHttpsConfiguration();
        }
        if (_port is not null)
        {
            builder.Services.AddSingleton<IConnectionListenerFactory>(_port);
        }
        builder.WebHost.ConfigureKestrel(kestrel =>
            ServeEndpoints.Listen(kestrel, _options, _port)
        );
        ServePipeline.Add(builder.Services, _host, _options);
        var application = builder.Build();
        _counted = new InstrumentReader();
        ServePipeline.Use(application, _host, _options, _counted);
        return application;
    }

    private static SharedPort Open(IPEndPoint address)
    {
        try
        {
            return SharedPort.Open(address);
        }
        catch (System.Net.Sockets.SocketException e)
        {
            throw new IOException($"{address} cannot be listened on: {e.Message}", e);
        }
    }
}
