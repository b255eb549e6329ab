using Bench.Rpc.Client.Calls;
using Google.Protobuf;

namespace Bench.Rpc.Client;

/// <summary>A call in which both sides send as they like. One task may write while another one reads.</summary>
public sealed class DuplexCall<TRequest, TResponse> : IAsyncDisposable
    where TRequest : class, IMessage<TRequest>
    where TResponse : class, IMessage<TResponse>
{
    private readonly ClientCall<TRequest, TResponse> _call;

    internal DuplexCall(ClientCall<TRequest, TResponse> call) => _call = call;

    /// <summary>Waits while the server does not read. May be called from several tasks.</summary>
    /// <exception cref="Statuses.RpcException">
    /// The call has ended. UNAVAILABLE when its status is not known yet: reading the responses tells it.
    /// </exception>
    public ValueTask WriteAsync(TRequest request) => _call.WriteAsync(request);

    /// <summary>Says that all requests are sent; responses may still come.</summary>
    public void CompleteRequests() => _call.CompleteRequests();

    /// <summary>The next response; null when the server has ended the call OK.</summary>
    /// <exception cref="Statuses.RpcException">The call ended other than OK.</exception>
    public ValueTask<TResponse?> ReadAsync() => _call.ReadAsync();

    /// <summary>All responses until the server ends the call.</summary>
    /// <exception cref="Statuses.RpcException">The call ended other than OK.</exception>
    public async IAsyncEnumerable<TResponse> ReadAllAsync()
    {
        while (await _call.ReadAsync() is { } response)
        {
            yield return response;
        }
    }

    /// <summary>Cancels the call unless it has ended.</summary>
    public ValueTask DisposeAsync() => _call.DisposeAsync();
}
