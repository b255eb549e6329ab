using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Bench.EndToEnd.Tests.Network;

/// <summary>
/// Stands before the bucket for one host, and passes on what comes, later or not at all: it delays, holds single
/// requests up, and can be away.
/// </summary>
internal sealed class Relay : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly IPEndPoint _server;
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<RelayedConnection, Task> _connections = new();
    private readonly ConcurrentBag<Held> _held = [];
    private readonly Task _accepting;
    private volatile bool _isAway;
    private volatile int _refused;

    public Relay(IPAddress address, IPEndPoint server)
    {
        _server = server;
        _listener = new TcpListener(address, 0);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Uri => new($"http://{_listener.LocalEndpoint}");

    /// <summary>Between a request and its way to the server.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Connections that were refused while the bucket was away.</summary>
    public int Refused => _refused;

    /// <summary>Holds up PUT requests of keys that contain this, until they are let go.</summary>
    public Held Hold(string part, HeldAt at = HeldAt.Request)
    {
        var held = new Held(part, at);
        _held.Add(held);
        return held;
    }

    /// <summary>Breaks all connections off, and lets none begin.</summary>
    public void Cut()
    {
        _isAway = true;
        foreach (var connection in _connections.Keys)
        {
            connection.Dispose();
        }
    }

    public void Mend() => _isAway = false;

    /// <summary>What holds a request that begins so.</summary>
    public Held? Holding(string line) => _held.FirstOrDefault(held => held.Matches(line));

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting;
        foreach (var held in _held)
        {
            held.Drop();
        }
        Cut();
        await Task.WhenAll(_connections.Values);
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            Socket client;
            try
            {
                client = await _listener.AcceptSocketAsync(_end.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException)
            {
                // The end, or a client that was gone before it was let in.
                continue;
            }
            var connection = new RelayedConnection(this, client);
            _connections[connection] = Task.CompletedTask;
            if (_isAway)
            {
                Interlocked.Increment(ref _refused);
                connection.Dispose();
            }
            _connections[connection] = ServeAsync(connection);
        }
    }

    private async Task ServeAsync(RelayedConnection connection)
    {
        await connection.RunAsync(_server);
        _connections.TryRemove(connection, out _);
    }
}
