using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Bench.Web.Serving;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Bench.Hub.Instances.Folders;

/// <summary>One folder on one port.</summary>
internal sealed class FolderInstance : IInstance
{
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(10);

    private readonly Socket _socket;
    private readonly SocketConnectionContextFactory _contexts;
    private readonly QueuedListener _connections;
    private readonly Action<FolderInstance> _forget;
    private readonly ConcurrentDictionary<ConnectionContext, bool> _open = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly TaskCompletionSource<string> _ended = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );
    private readonly FolderFiles _files;
    private readonly FolderCollection _collection;
    private readonly Task _accepting;
    private long _requests;

    public FolderInstance(
        string folder,
        Socket socket,
        SocketConnectionContextFactory contexts,
        QueuedListener connections,
        Action<FolderInstance> forget
    )
    {
        (_socket, _contexts, _connections, _forget) = (socket, contexts, connections, forget);
        Port = ((IPEndPoint)socket.LocalEndPoint!).Port;
        _files = new FolderFiles(folder);
        _collection = new FolderCollection(folder);
        _accepting = AcceptAsync(_closing.Token);
    }

    public int Port { get; }

    public int? Pid => null;

    public Task<string> Ended => _ended.Task;

    public long Activity => Interlocked.Read(ref _requests);

    public Task<bool> IsHealthyAsync(CancellationToken cancel) =>
        Task.FromResult(!_closing.IsCancellationRequested && _files.IsThere);

    public Task RequestCollectionAsync(CancellationToken cancel)
    {
        _collection.Request();
        return Task.CompletedTask;
    }

    public Task<CollectionStatus> GetCollectionAsync(CancellationToken cancel) =>
        Task.FromResult(_collection.Status);

    public async Task StopAsync(TimeSpan grace)
    {
        await _closing.CancelAsync();
        _socket.Dispose();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var connection in _open.Keys)
        {
            connection.Abort();
        }
        await _collection.StopAsync();
        _forget(this);
        _ended.TrySetResult("it was stopped");
    }

    public string ReadLogTail() => "";

    public async ValueTask DisposeAsync()
    {
        if (!_ended.Task.IsCompleted)
        {
            await StopAsync(TimeSpan.Zero);
        }
    }

    public async Task HandleAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "/";
        switch (path)
        {
            case "/health":
                // Whether somebody asks how it is tells nothing of use.
                await context.Response.WriteAsync("OK!", context.RequestAborted);
                return;
            case "/admin/gc":
                await _collection.HandleAsync(context);
                return;
        }
        Interlocked.Increment(ref _requests);
        await _files.HandleAsync(context, path);
    }

    private async Task AcceptAsync(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                Take(await _socket.AcceptAsync(cancel));
            }
            catch (SocketException) when (!cancel.IsCancellationRequested)
            {
                // A client that is gone already, or no descriptor left for the moment.
                await Task.Delay(Again, cancel);
            }
        }
    }

    private void Take(Socket accepted)
    {
        accepted.NoDelay = true;
        var connection = _contexts.Create(accepted);
        _open[connection] = true;
        connection.ConnectionClosed.Register(() => _open.TryRemove(connection, out _));
        if (!_connections.Offer(connection))
        {
            connection.Abort();
        }
    }
}
