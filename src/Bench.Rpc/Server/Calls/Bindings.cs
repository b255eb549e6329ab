using Bench.Rpc.Contract;
using Google.Protobuf;

namespace Bench.Rpc.Server.Calls;

/// <inheritdoc/>
internal sealed class UnaryBinding<TRequest, TResponse>(
    UnaryMethod<TRequest, TResponse> method,
    UnaryHandler<TRequest, TResponse> handler
) : MethodBinding(method)
    where TRequest : class, IMessage<TRequest>
    where TResponse : class, IMessage<TResponse>
{
    public override async Task ServeAsync(ServerCall call)
    {
        var request = await SingleAsync(call.Requests(method.RequestParser));
        await call.Response.WriteAsync(await handler(request, call));
    }
}

/// <inheritdoc/>
internal sealed class ClientStreamingBinding<TRequest, TResponse>(
    ClientStreamingMethod<TRequest, TResponse> method,
    ClientStreamingHandler<TRequest, TResponse> handler
) : MethodBinding(method)
    where TRequest : class, IMessage<TRequest>
    where TResponse : class, IMessage<TResponse>
{
    public override async Task ServeAsync(ServerCall call)
    {
        var requests = call.Requests(method.RequestParser).All();
        await call.Response.WriteAsync(await handler(requests, call));
    }
}

/// <inheritdoc/>
internal sealed class ServerStreamingBinding<TRequest, TResponse>(
    ServerStreamingMethod<TRequest, TResponse> method,
    ServerStreamingHandler<TRequest, TResponse> handler
) : MethodBinding(method)
    where TRequest : class, IMessage<TRequest>
    where TResponse : class, IMessage<TResponse>
{
    public override async Task ServeAsync(ServerCall call)
    {
        var request = await SingleAsync(call.Requests(method.RequestParser));
        await handler(request, new ResponseWriter<TResponse>(call.Response), call);
    }
}

/// <inheritdoc/>
internal sealed class DuplexBinding<TRequest, TResponse>(
    DuplexMethod<TRequest, TResponse> method,
    DuplexHandler<TRequest, TResponse> handler
) : MethodBinding(method)
    where TRequest : class, IMessage<TRequest>
    where TResponse : class, IMessage<TResponse>
{
    public override Task ServeAsync(ServerCall call) =>
        handler(
            call.Requests(method.RequestParser).All(),
            new ResponseWriter<TResponse>(call.Response),
            call
        );
}
