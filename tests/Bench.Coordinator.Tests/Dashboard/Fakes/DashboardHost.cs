using System.Net;
using Bench.Coordinator.Dashboard;
using Bench.Coordinator.Watching;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Bench.Coordinator.Tests.Dashboard.Fakes;

/// <summary>The dashboard on a real server of its own, on loopback.</summary>
public sealed class DashboardHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private DashboardHost(WebApplication app, int port)
    {
        _app = app;
        Port = port;
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false })
        {
            BaseAddress = new Uri($"http://127.0.0.1:{port}"),
            Timeout = TimeSpan.FromSeconds(30),
        };
    }

    public int Port { get; }

    public HttpClient Client { get; }

    public string UriOf(string path) => $"http://127.0.0.1:{Port}{path}";

    /// <param name="port">To take the place of one that was stopped; 0 for any.</param>
    public static async Task<DashboardHost> StartAsync(
        IRunDirectory directory,
        DashboardOptions? options = null,
        int port = 0
    )
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(
                IPAddress.Loopback,
                port,
                listen => listen.Protocols = HttpProtocols.Http1
            )
        );
        var app = builder.Build();
        app.MapDashboard(directory, options);
        await app.StartAsync();
        return new DashboardHost(app, new Uri(app.Urls.First()).Port);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
