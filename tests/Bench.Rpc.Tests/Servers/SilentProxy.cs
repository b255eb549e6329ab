using System.Net;
using System.Net.Sockets;

namespace Bench.Rpc.Tests.Servers;

/// <summary>Passes bytes between a client and a server on loopback until it is told to swallow them.</summary>
internal sealed class SilentProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly List<Task> _tasks = [];
    private readonly int _target;
    private int _chunks;
    private volatile bool _isSilent;

    public SilentProxy(int target)
    {
        _target = target;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _tasks.Add(AcceptAsync());
    }

    public int Port { get; }

    /// <summary>Pieces that were passed on, in either direction.</summary>
    public int Chunks => Volatile.Read(ref _chunks);

    public void FallSilent() => _isSilent = true;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        foreach (var task in _tasks)
        {
            await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            using var client = await _listener.AcceptTcpClientAsync(_end.Token);
            using var server = new TcpClient();
            await server.ConnectAsync(IPAddress.Loopback, _target, _end.Token);
            var passing = new[]
            {
                PassAsync(client.GetStream(), server.GetStream()),
                PassAsync(server.GetStream(), client.GetStream()),
            };
            await Task.WhenAny(passing);
        }
    }

    private async Task PassAsync(NetworkStream from, NetworkStream to)
    {
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await from.ReadAsync(buffer, _end.Token)) > 0)
        {
            if (!_isSilent)
            {
                await to.WriteAsync(buffer.AsMemory(0, read), _end.Token);
                Interlocked.Increment(ref _chunks);
            }
        }
    }
}
