using Bench.Rpc.Client.Calls;
using Bench.Rpc.Statuses;
using Google.Protobuf;

namespace Bench.Rpc.Client;

/// <summary>A call with many requests and one response.</summary>
public sealed class UploadCall<TRequest, TResponse> : IAsyncDisposable
    where TRequest : class, IMessage<TRequest>
    where TResponse : class, IMessage<TResponse>
{
    private readonly ClientCall<TRequest, TResponse> _call;
    private TResponse? _early;

    internal UploadCall(ClientCall<TRequest, TResponse> call) => _call = call;

    /// <summary>
    /// Waits while the server does not read. A server that has answered already wants no more: the rest goes nowhere.
    /// </summary>
    /// <exception cref="RpcException">The server has ended the call, with this status.</exception>
    public async ValueTask WriteAsync(TRequest request)
    {
        if (_early is not null)
        {
            return;
        }
        try
        {
            await _call.WriteAsync(request);
        }
        catch (RpcException e) when (e.Code is RpcStatusCode.Unavailable)
        {
            // Nobody else reads the response: its status tells why nothing more can be sent.
            _early = await _call.SingleAsync();
        }
    }

    /// <summary>Says that all requests are sent and waits for the response.</summary>
    /// <exception cref="RpcException">The call ended other than OK.</exception>
    public async Task<TResponse> CompleteAsync()
    {
        _call.CompleteRequests();
        return _early ?? await _call.SingleAsync();
    }

    public ValueTask DisposeAsync() => _call.DisposeAsync();
}
