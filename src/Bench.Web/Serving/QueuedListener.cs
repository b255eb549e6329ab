using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;

namespace Bench.Web.Serving;

/// <summary>Gives a server the connections that something else has accepted.</summary>
public sealed class QueuedListener(EndPoint endpoint) : IConnectionListener
{
    private const int MostWaiting = 1024;
    private readonly Channel<ConnectionContext> _waiting = Channel.CreateBounded<ConnectionContext>(
        MostWaiting
    );

    public EndPoint EndPoint { get; } = endpoint;

    /// <summary>False when too many wait already, or nobody takes them any more.</summary>
    public bool Offer(ConnectionContext connection) => _waiting.Writer.TryWrite(connection);

    public async ValueTask<ConnectionContext?> AcceptAsync(
        CancellationToken cancellationToken = default
    )
    {
        while (await _waiting.Reader.WaitToReadAsync(cancellationToken))
        {
            if (_waiting.Reader.TryRead(out var connection))
            {
                return connection;
            }
        }
        return null;
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        _waiting.Writer.TryComplete();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        while (_waiting.Reader.TryRead(out var connection))
        {
            await connection.DisposeAsync();
        }
    }
}
