using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Bench.Web.Serving;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bench.Hub.Instances.Folders;

/// <summary>
/// Instances within the hub: each serves the files of its folder, read-only, on a port of its own. One server answers
/// for all of them, so that a thousand cost little more than their ports.
/// </summary>
public sealed class FolderInstances(InstancePorts ports) : IInstanceKind
{
    private const int Tries = 20;
    private readonly ConcurrentDictionary<int, FolderInstance> _open = new();
    private readonly QueuedListener _connections = new(new AllInstances());
    private readonly SemaphoreSlim _starting = new(1);
    private readonly SocketConnectionContextFactory _contexts = new(
        new SocketConnectionFactoryOptions(),
        NullLogger.Instance
    );
    private WebApplication? _server;

    public string Name => "folder";

    public async Task<IInstance> StartAsync(InstanceStart start, CancellationToken cancel)
    {
        await StartServerAsync(cancel);
        Directory.CreateDirectory(start.DataFolder);
        var wanted = start.WantedPort;
        for (var i = 1; ; i++)
        {
            var port = ports.Take(wanted);
            try
            {
                var socket = Listen(port);
                return _open[port] = new FolderInstance(
                    start.DataFolder,
                    socket,
                    _contexts,
                    _connections,
                    Forget
                );
            }
            catch (SocketException e)
            {
                // Somebody took it since it was looked at.
                ports.GiveBack(port);
                wanted = 0;
                if (i == Tries)
                {
                    throw new InstanceException(
                        $"port {port} cannot be listened on: {e.Message}",
                        e
                    );
                }
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var instance in _open.Values)
        {
            await instance.DisposeAsync();
        }
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
        await _connections.DisposeAsync();
        _contexts.Dispose();
        _starting.Dispose();
    }

    private void Forget(FolderInstance instance)
    {
        if (_open.TryRemove(new(instance.Port, instance)))
        {
            ports.GiveBack(instance.Port);
        }
    }

    private async Task StartServerAsync(CancellationToken cancel)
    {
        await _starting.WaitAsync(cancel);
        try
        {
            if (_server is null)
            {
                var server = Build();
                await server.StartAsync(cancel);
                _server = server;
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
        builder.WebHost.UseKestrelCore();
        builder.Services.AddSingleton<IConnectionListenerFactory>(new OneListener(_connections));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(_connections.EndPoint);
        });
        var server = builder.Build();
        server.Run(HandleAsync);
        return server;
    }

    private Task HandleAsync(HttpContext context)
    {
        if (_open.TryGetValue(context.Connection.LocalPort, out var instance))
        {
            return instance.HandleAsync(context);
        }
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        return Task.CompletedTask;
    }

    private static Socket Listen(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            socket.Listen();
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private sealed class AllInstances : EndPoint
    {
        public override string ToString() => "folder instances";
    }

    private sealed class OneListener(IConnectionListener listener)
        : IConnectionListenerFactory,
            IConnectionListenerFactorySelector
    {
        public bool CanBind(EndPoint endpoint) => endpoint is AllInstances;

        public ValueTask<IConnectionListener> BindAsync(
            EndPoint endpoint,
            CancellationToken cancellationToken = default
        ) => new(listener);
    }
}
