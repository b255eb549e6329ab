using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Bench.Rpc.Contract;

/// <summary>A method of a contract, found by name in the service's descriptor and checked against it.</summary>
public abstract class RpcMethod
{
    private protected RpcMethod(ServiceDescriptor service, string name, MethodKind kind)
    {
        Descriptor =
            service.FindMethodByName(name)
            ?? throw new ArgumentException(
                $"The service {service.FullName} has no method '{name}'.",
                nameof(name)
            );
        if (KindOf(Descriptor) != kind)
        {
            throw new ArgumentException(
                $"The method {Descriptor.FullName} is {KindOf(Descriptor)}, not {kind}.",
                nameof(kind)
            );
        }
        Kind = kind;
    }

    public MethodDescriptor Descriptor { get; }

    public MethodKind Kind { get; }

    public string Service => Descriptor.Service.FullName;

    public string Name => Descriptor.Name;

    /// <summary>The path of its requests: <c>/package.Service/Method</c>.</summary>
    public string Path => $"/{Service}/{Name}";

    internal static MethodKind KindOf(MethodDescriptor method) =>
        (method.IsClientStreaming, method.IsServerStreaming) switch
        {
            (false, false) => MethodKind.Unary,
            (true, false) => MethodKind.ClientStreaming,
            (false, true) => MethodKind.ServerStreaming,
            (true, true) => MethodKind.Duplex,
        };
}

/// <inheritdoc/>
public abstract class RpcMethod<TRequest, TResponse> : RpcMethod
    where TRequest : class, IMessage<TRequest>
    where TResponse : class, IMessage<TResponse>
{
    private protected RpcMethod(ServiceDescriptor service, string name, MethodKind kind)
        : base(service, name, kind)
    {
        RequestParser = ParserOf<TRequest>(Descriptor.InputType);
        ResponseParser = ParserOf<TResponse>(Descriptor.OutputType);
    }

    internal MessageParser<TRequest> RequestParser { get; }

    internal MessageParser<TResponse> ResponseParser { get; }

    private MessageParser<T> ParserOf<T>(MessageDescriptor type)
        where T : class, IMessage<T> =>
        type.Parser as MessageParser<T>
        ?? throw new ArgumentException(
            $"The method {Descriptor.FullName} has messages of type {type.FullName}, not {typeof(T)}.",
            nameof(type)
        );
}
