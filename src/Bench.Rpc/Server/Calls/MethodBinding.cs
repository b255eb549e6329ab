using Bench.Rpc.Contract;
using Bench.Rpc.Statuses;

namespace Bench.Rpc.Server.Calls;

/// <summary>A method and the handler that serves it.</summary>
internal abstract class MethodBinding(RpcMethod method)
{
    public RpcMethod Method { get; } = method;

    /// <summary>Whether requests may come slowly over a long time.</summary>
    public bool HasManyRequests => Method.Kind is MethodKind.ClientStreaming or MethodKind.Duplex;

    /// <summary>Reads the requests, runs the handler and writes its responses, all but the status.</summary>
    public abstract Task ServeAsync(ServerCall call);

    /// <summary>The only request of a call.</summary>
    protected static async ValueTask<T> SingleAsync<T>(RequestReader<T> requests)
        where T : class, Google.Protobuf.IMessage<T>
    {
        var request =
            await requests.ReadAsync()
            ?? throw new RpcException(
                RpcStatusCode.Internal,
                "the call has no request message; this method takes one"
            );
        return await requests.ReadAsync() is null
            ? request
            : throw new RpcException(
                RpcStatusCode.Internal,
                "the call has more than one request message; this method takes one"
            );
    }
}
