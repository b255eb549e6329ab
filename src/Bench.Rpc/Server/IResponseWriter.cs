namespace Bench.Rpc.Server;

/// <summary>Sends response messages.</summary>
public interface IResponseWriter<in T>
{
    /// <summary>
    /// Waits while the client does not read: what is kept for it is bounded by the connection's windows. May be called
    /// from several tasks; messages are never mixed.
    /// </summary>
    /// <exception cref="OperationCanceledException">The call has ended meanwhile.</exception>
    /// <exception cref="Statuses.RpcException">RESOURCE_EXHAUSTED: the message is larger than allowed.</exception>
    ValueTask WriteAsync(T message);
}
