using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;

namespace Bench.EndToEnd.Tests.Network;

/// <summary>One connection through a relay.</summary>
internal sealed class RelayedConnection(Relay relay, Socket client) : IDisposable
{
    private const int BufferBytes = 64 * 1024;
    private const int LongestLine = 2048;
    private static readonly string[] Methods = ["GET ", "PUT ", "HEAD ", "POST ", "DELETE "];
    private readonly Socket _server = new(SocketType.Stream, ProtocolType.Tcp);
    private readonly Channel<(long At, byte[] Bytes)> _taken = Channel.CreateUnbounded<(
        long At,
        byte[] Bytes
    )>();
    private volatile Held? _heldReply;

    /// <summary>Breaks it off, as a peer that dies does.</summary>
    public void Dispose()
    {
        Reset(client);
        Reset(_server);
    }

    /// <summary>Passes on both ways until the server or the relay ends it.</summary>
    public async Task RunAsync(IPEndPoint server)
    {
        if (!await EndsAsync(() => _server.ConnectAsync(server)))
        {
            Dispose();
            return;
        }
        client.NoDelay = _server.NoDelay = true;
        var taking = EndsAsync(TakeAsync);
        var asking = EndsAsync(PassRequestsAsync);
        await EndsAsync(PassRepliesAsync);
        Dispose();
        await Task.WhenAll(taking, asking);
    }

    /// <summary>Takes what comes when it comes, so that a delay does not add up.</summary>
    private async Task TakeAsync()
    {
        try
        {
            var buffer = new byte[BufferBytes];
            while (await client.ReceiveAsync(buffer) is > 0 and var count)
            {
                _taken.Writer.TryWrite((TimeProvider.System.GetTimestamp(), buffer[..count]));
            }
        }
        finally
        {
            // What was taken is passed on all the same: a network does not know that its sender is gone.
            _taken.Writer.Complete();
        }
    }

    private async Task PassRequestsAsync()
    {
        await foreach (var (at, bytes) in _taken.Reader.ReadAllAsync())
        {
            var wait = relay.Delay - TimeProvider.System.GetElapsedTime(at);
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait);
            }
            var held = LineOf(bytes) is { } line ? relay.Holding(line) : null;
            if (held is { At: HeldAt.Request } && !await held.PassAsync())
            {
                Dispose();
                return;
            }
            if (held is { At: HeldAt.Reply })
            {
                _heldReply = held;
            }
            await SendAsync(_server, bytes);
        }
        _server.Shutdown(SocketShutdown.Send);
    }

    private async Task PassRepliesAsync()
    {
        var buffer = new byte[BufferBytes];
        while (await _server.ReceiveAsync(buffer) is > 0 and var count)
        {
            if (_heldReply is { } held && !await held.PassAsync())
            {
                return;
            }
            _heldReply = null;
            await SendAsync(client, buffer.AsMemory(0, count));
        }
    }

    private static async Task SendAsync(Socket to, ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            bytes = bytes[await to.SendAsync(bytes)..];
        }
    }

    /// <summary>The first line of a request; null for what goes on with one.</summary>
    private static string? LineOf(byte[] bytes)
    {
        var begin = Encoding.ASCII.GetString(bytes, 0, Math.Min(bytes.Length, LongestLine));
        return Array.Exists(Methods, method => begin.StartsWith(method, StringComparison.Ordinal))
            ? begin.Split('\r')[0]
            : null;
    }

    /// <summary>Whether it ended by itself: either side may end or break off at any time.</summary>
    private static async Task<bool> EndsAsync(Func<Task> pass)
    {
        try
        {
            await pass();
            return true;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }

    private static void Reset(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It has ended already.
        }
        socket.Dispose();
    }
}
