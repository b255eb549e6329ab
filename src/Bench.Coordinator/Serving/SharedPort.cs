using System.Net;
using System.Net.Sockets;
using Bench.Web.Serving;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bench.Coordinator.Serving;

/// <summary>
/// One port for browsers and for gRPC without TLS, where nothing negotiates the protocol: the first bytes of a
/// connection tell which it is. The port is open at once, and the server behind it may start with the first connection.
/// </summary>
internal sealed class SharedPort
    : IConnectionListenerFactory,
        IConnectionListenerFactorySelector,
        IAsyncDisposable
{
    private const int Backlog = 512;

    /// <summary>The first bytes of HTTP/2; no method of HTTP/1.1 begins so.</summary>
    private static readonly byte[] Preface = "PRI "u8.ToArray();
    private static readonly TimeSpan FirstBytes = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(10);

    private readonly Socket _socket;
    private readonly QueuedListener _pages = new(new ProtocolEndPoint("pages"));
    private readonly QueuedListener _calls = new(new ProtocolEndPoint("calls"));
    private readonly CancellationTokenSource _closing = new();
    private readonly Lazy<SocketConnectionContextFactory> _contexts;
    private Task _accepting = Task.CompletedTask;

    private SharedPort(Socket socket)
    {
        _socket = socket;
        Address = (IPEndPoint)socket.LocalEndPoint!;
        _contexts = new(() =>
            new SocketConnectionContextFactory(
                new SocketConnectionFactoryOptions(),
                NullLogger.Instance
            )
        );
    }

    public IPEndPoint Address { get; }

    /// <summary>Where HTTP/1.1 arrives.</summary>
    public EndPoint Pages => _pages.EndPoint;

    /// <summary>Where HTTP/2 arrives.</summary>
    public EndPoint Calls => _calls.EndPoint;

    /// <exception cref="SocketException">The address is taken, or not of this machine.</exception>
    public static SharedPort Open(IPEndPoint address)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(address);
            socket.Listen(Backlog);
            return new SharedPort(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Begins to take connections.</summary>
    /// <param name="onFirst">Called once, before the first connection is passed on.</param>
    public void Begin(Func<Task> onFirst) => _accepting = AcceptAsync(onFirst, _closing.Token);

    public bool CanBind(EndPoint endpoint) => endpoint is ProtocolEndPoint;

    public ValueTask<IConnectionListener> BindAsync(
        EndPoint endpoint,
        CancellationToken cancellationToken = default
    ) => new(endpoint == Calls ? _calls : _pages);

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        _socket.Dispose();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _pages.DisposeAsync();
        await _calls.DisposeAsync();
        if (_contexts.IsValueCreated)
        {
            _contexts.Value.Dispose();
        }
        _closing.Dispose();
    }

    private async Task AcceptAsync(Func<Task> onFirst, CancellationToken cancel)
    {
        var isFirst = true;
        while (!cancel.IsCancellationRequested)
        {
            Socket accepted;
            try
            {
                accepted = await _socket.AcceptAsync(cancel);
            }
            catch (SocketException) when (!cancel.IsCancellationRequested)
            {
                // A client that is gone already, or no descriptor left for the moment.
                await Task.Delay(Again, cancel);
                continue;
            }
            if (isFirst)
            {
                isFirst = false;
                await onFirst();
            }
            _ = PassOnAsync(accepted, cancel);
        }
    }

    private async Task PassOnAsync(Socket accepted, CancellationToken cancel)
    {
        try
        {
            accepted.NoDelay = true;
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            limit.CancelAfter(FirstBytes);
            var listener = await IsPrefaceAsync(accepted, limit.Token) ? _calls : _pages;
            if (listener.Offer(_contexts.Value.Create(accepted)))
            {
                return;
            }
        }
        catch (Exception e)
            when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // It said nothing, or is gone.
        }
        accepted.Dispose();
    }

    private static async Task<bool> IsPrefaceAsync(Socket socket, CancellationToken cancel)
    {
        var seen = new byte[Preface.Length];
        while (true)
        {
            var count = await socket.ReceiveAsync(seen, SocketFlags.Peek, cancel);
            if (count == 0)
            {
                throw new SocketException((int)SocketError.ConnectionReset);
            }
            if (!Preface.AsSpan(0, count).SequenceEqual(seen.AsSpan(0, count)))
            {
                return false;
            }
            if (count == Preface.Length)
            {
                return true;
            }
            await Task.Delay(Again, cancel);
        }
    }

    /// <summary>Stands for one of the two protocols of the port.</summary>
    private sealed class ProtocolEndPoint(string name) : EndPoint
    {
        public override string ToString() => name;
    }
}
