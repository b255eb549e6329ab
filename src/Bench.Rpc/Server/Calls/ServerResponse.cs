using Bench.Rpc.Framing;
using Bench.Rpc.Metadata;
using Bench.Rpc.Statuses;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Bench.Rpc.Server.Calls;

/// <summary>The response's side of a call: headers, messages and one status, in this order, from whatever task.</summary>
internal sealed class ServerResponse(
    HttpContext context,
    bool compress,
    int largest,
    CancellationToken cancel
) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private bool _hasEnded;

    public RpcMetadata Trailers { get; set; } = RpcMetadata.Empty;

    public async ValueTask SendHeadersAsync(RpcMetadata headers)
    {
        await _turn.WaitAsync(cancel);
        try
        {
            ThrowIfEnded();
            if (context.Response.HasStarted)
            {
                throw new InvalidOperationException("The response's headers are sent already.");
            }
            Append(headers);
            AppendEncoding();
            await context.Response.BodyWriter.FlushAsync(cancel);
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask WriteAsync(IMessage message)
    {
        await _turn.WaitAsync(cancel);
        try
        {
            ThrowIfEnded();
            if (!context.Response.HasStarted)
            {
                AppendEncoding();
            }
            MessageWriter.Write(context.Response.BodyWriter, message, compress, largest);
            var flushed = await context.Response.BodyWriter.FlushAsync(cancel);
            if (flushed.IsCompleted)
            {
                throw new OperationCanceledException("The client has left the call.", cancel);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Ends the call; only the first end counts.</summary>
    /// <param name="error">Null for OK.</param>
    public async ValueTask EndAsync(RpcException? error)
    {
        await _turn.WaitAsync(CancellationToken.None);
        try
        {
            if (_hasEnded)
            {
                return;
            }
            _hasEnded = true;
            if (context.RequestAborted.IsCancellationRequested)
            {
                return;
            }
            AppendStatus(error);
            await context.Response.CompleteAsync();
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private void AppendStatus(RpcException? error)
    {
        var status = error is null ? StatusHeaders.Ok : StatusHeaders.Of(error);
        var all = status.Concat(Trailers).Concat(error?.Trailers ?? RpcMetadata.Empty);
        // An error before anything else goes out as headers alone.
        if (error is not null && !context.Response.HasStarted)
        {
            Append(all);
            return;
        }
        foreach (var (name, value) in all)
        {
            context.Response.AppendTrailer(name, value);
        }
    }

    private void AppendEncoding()
    {
        if (compress)
        {
            context.Response.Headers[MessageEncoding.HeaderName] = Gzip.Name;
        }
    }

    private void Append(IEnumerable<KeyValuePair<string, string>> headers)
    {
        foreach (var (name, value) in headers)
        {
            context.Response.Headers.Append(name, value);
        }
    }

    private void ThrowIfEnded()
    {
        if (_hasEnded)
        {
            throw new OperationCanceledException("The call has ended.", cancel);
        }
    }
}
