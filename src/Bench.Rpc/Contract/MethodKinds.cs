using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Bench.Rpc.Contract;

/// <summary>One request, one response.</summary>
public sealed class UnaryMethod<TRequest, TResponse>(ServiceDescriptor service, string name)
    : RpcMethod<TRequest, TResponse>(service, name, MethodKind.Unary)
    where TRequest : class, IMessage<TRequest>
    where TResponse : class, IMessage<TResponse>;

/// <summary>Many requests, then one response.</summary>
public sealed class ClientStreamingMethod<TRequest, TResponse>(
    ServiceDescriptor service,
    string name
) : RpcMethod<TRequest, TResponse>(service, name, MethodKind.ClientStreaming)
    where TRequest : class, IMessage<TRequest>
    where TResponse : class, IMessage<TResponse>;

/// <summary>One request, many responses.</summary>
public sealed class ServerStreamingMethod<TRequest, TResponse>(
    ServiceDescriptor service,
    string name
) : RpcMethod<TRequest, TResponse>(service, name, MethodKind.ServerStreaming)
    where TRequest : class, IMessage<TRequest>
    where TResponse : class, IMessage<TResponse>;

/// <summary>Both sides send as they like.</summary>
public sealed class DuplexMethod<TRequest, TResponse>(ServiceDescriptor service, string name)
    : RpcMethod<TRequest, TResponse>(service, name, MethodKind.Duplex)
    where TRequest : class, IMessage<TRequest>
    where TResponse : class, IMessage<TResponse>;
