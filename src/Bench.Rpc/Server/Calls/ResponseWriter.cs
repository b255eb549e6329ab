using Google.Protobuf;

namespace Bench.Rpc.Server.Calls;

/// <inheritdoc/>
internal sealed class ResponseWriter<T>(ServerResponse response) : IResponseWriter<T>
    where T : class, IMessage<T>
{
    public ValueTask WriteAsync(T message) => response.WriteAsync(message);
}
