using System.Runtime.CompilerServices;
using Bench.Rpc.Client.Calls;
using Bench.Rpc.Contract;
using Google.Protobuf;

namespace Bench.Rpc.Client;

/// <summary>
/// Calls to one server. Connections are made as calls need them and shared by them; a lost one fails its calls with
/// UNAVAILABLE and the next call makes a new one. Calling again is up to the caller.
/// </summary>
public sealed class RpcChannel : IDisposable
{
    private readonly RpcChannelOptions _options;
    private readonly HttpMessageInvoker _invoker;

    /// <param name="address"><c>https://host:port</c>, or <c>http://host:port</c> for HTTP/2 without TLS.</param>
    public RpcChannel(Uri address, RpcChannelOptions? options = null)
    {
        if (address.Scheme is not ("http" or "https") || address.AbsolutePath is not "/")
        {
            throw new ArgumentException(
                $"'{address}' is no address of a server; use https://HOST:PORT or http://HOST:PORT",
                nameof(address)
            );
        }
        Address = address;
        _options = options ?? new RpcChannelOptions();
        _invoker = new HttpMessageInvoker(ChannelHandler.Create(_options));
    }

    public Uri Address { get; }

    /// <summary>One request, one response.</summary>
    /// <exception cref="Statuses.RpcException">The call ended other than OK.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> has fired.</exception>
    public async Task<TResponse> CallAsync<TRequest, TResponse>(
        UnaryMethod<TRequest, TResponse> method,
        TRequest request,
        RpcCallOptions? options = null,
        CancellationToken cancel = default
    )
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
    {
        await using var call = Begin(method, request, options, cancel);
        return await call.SingleAsync();
    }

    /// <summary>One request, many responses; the call ends when the enumeration does.</summary>
    /// <exception cref="Statuses.RpcException">The call ended other than OK.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> has fired.</exception>
    public async IAsyncEnumerable<TResponse> ReadAsync<TRequest, TResponse>(
        ServerStreamingMethod<TRequest, TResponse> method,
        TRequest request,
        RpcCallOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancel = default
    )
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
    {
        await using var call = Begin(method, request, options, cancel);
        while (await call.ReadAsync() is { } response)
        {
            yield return response;
        }
    }

    /// <summary>Many requests, then one response. Dispose of the call to give it up.</summary>
    public UploadCall<TRequest, TResponse> Open<TRequest, TResponse>(
        ClientStreamingMethod<TRequest, TResponse> method,
        RpcCallOptions? options = null,
        CancellationToken cancel = default
    )
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse> =>
        new(Begin(method, request: null, options, cancel));

    /// <summary>Both sides send as they like. Dispose of the call to give it up.</summary>
    public DuplexCall<TRequest, TResponse> Open<TRequest, TResponse>(
        DuplexMethod<TRequest, TResponse> method,
        RpcCallOptions? options = null,
        CancellationToken cancel = default
    )
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse> =>
        new(Begin(method, request: null, options, cancel));

    /// <summary>Ends all calls.</summary>
    public void Dispose() => _invoker.Dispose();

    private ClientCall<TRequest, TResponse> Begin<TRequest, TResponse>(
        RpcMethod<TRequest, TResponse> method,
        TRequest? request,
        RpcCallOptions? options,
        CancellationToken cancel
    )
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse> =>
        new(
            _invoker,
            Address,
            method,
            request,
            options ?? RpcCallOptions.Default,
            _options,
            cancel
        );
}
