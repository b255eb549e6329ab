namespace Bench.Rpc.Server;

/// <summary>
/// Serves a call with one request and one response. As with all handlers, a
/// <see cref="Statuses.RpcException"/> ends the call with its status; any other exception is logged and ends it with
/// INTERNAL, without a word of it to the client.
/// </summary>
public delegate Task<TResponse> UnaryHandler<TRequest, TResponse>(
    TRequest request,
    IServerCall call
);

/// <summary>Serves a call with many requests and one response.</summary>
/// <param name="requests">Can be enumerated once; ends when the client has sent its last.</param>
public delegate Task<TResponse> ClientStreamingHandler<TRequest, TResponse>(
    IAsyncEnumerable<TRequest> requests,
    IServerCall call
);

/// <summary>Serves a call with one request and many responses; the call ends OK when it returns.</summary>
public delegate Task ServerStreamingHandler<TRequest, TResponse>(
    TRequest request,
    IResponseWriter<TResponse> responses,
    IServerCall call
);

/// <summary>Serves a call in which both sides send as they like; the call ends OK when it returns.</summary>
/// <param name="requests">Can be enumerated once; ends when the client has sent its last.</param>
public delegate Task DuplexHandler<TRequest, TResponse>(
    IAsyncEnumerable<TRequest> requests,
    IResponseWriter<TResponse> responses,
    IServerCall call
);
