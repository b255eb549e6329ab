using Bench.Rpc.Contract;
using Bench.Rpc.Server.Calls;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Bench.Rpc.Server;

/// <summary>
/// A service of a contract with the handlers of its methods. A method without one is answered with UNIMPLEMENTED.
/// </summary>
public sealed class RpcService(ServiceDescriptor descriptor)
{
    private readonly Dictionary<string, MethodBinding> _bindings = new(StringComparer.Ordinal);

    public ServiceDescriptor Descriptor { get; } = descriptor;

    /// <summary>Whether anybody may call it without being authenticated, such as the health service.</summary>
    public bool IsOpen { get; init; }

    internal IEnumerable<MethodBinding> Bindings => _bindings.Values;

    public RpcService Handle<TRequest, TResponse>(
        UnaryMethod<TRequest, TResponse> method,
        UnaryHandler<TRequest, TResponse> handler
    )
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse> =>
        Add(new UnaryBinding<TRequest, TResponse>(method, handler));

    public RpcService Handle<TRequest, TResponse>(
        ClientStreamingMethod<TRequest, TResponse> method,
        ClientStreamingHandler<TRequest, TResponse> handler
    )
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse> =>
        Add(new ClientStreamingBinding<TRequest, TResponse>(method, handler));

    public RpcService Handle<TRequest, TResponse>(
        ServerStreamingMethod<TRequest, TResponse> method,
        ServerStreamingHandler<TRequest, TResponse> handler
    )
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse> =>
        Add(new ServerStreamingBinding<TRequest, TResponse>(method, handler));

    public RpcService Handle<TRequest, TResponse>(
        DuplexMethod<TRequest, TResponse> method,
        DuplexHandler<TRequest, TResponse> handler
    )
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse> =>
        Add(new DuplexBinding<TRequest, TResponse>(method, handler));

    private RpcService Add(MethodBinding binding)
    {
        if (binding.Method.Descriptor.Service != Descriptor)
        {
            throw new ArgumentException(
                $"The method {binding.Method.Descriptor.FullName} is not of the service {Descriptor.FullName}.",
                nameof(binding)
            );
        }
        if (!_bindings.TryAdd(binding.Method.Name, binding))
        {
            throw new ArgumentException(
                $"The method {binding.Method.Descriptor.FullName} has a handler already.",
                nameof(binding)
            );
        }
        return this;
    }
}
