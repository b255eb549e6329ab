using System.Collections.Immutable;
using Bench.Rpc.Metadata;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Bench.Rpc.Statuses;

/// <summary>
/// A call's end other than OK. A handler throws it to end its call so; a client's call throws it with what the server
/// said, or with what happened to the transport.
/// </summary>
public sealed class RpcException(
    RpcStatusCode code,
    string message,
    IEnumerable<Any> details,
    RpcMetadata? trailers = null,
    Exception? inner = null
) : Exception($"{code}: {message}", inner)
{
    public RpcException(RpcStatusCode code, string message, params IMessage[] details)
        : this(code, message, details.Select(Any.Pack)) { }

    public RpcStatusCode Code { get; } =
        code is RpcStatusCode.Ok
            ? throw new ArgumentException("An error is not OK.", nameof(code))
            : code;

    /// <summary>The message alone, as it goes over the wire.</summary>
    public string Description { get; } = message;

    /// <summary>Typed facts about the error, such as those in <see cref="ErrorDetails"/>.</summary>
    public ImmutableArray<Any> Details { get; } = [.. details];

    /// <summary>Metadata that came with the status.</summary>
    public RpcMetadata Trailers { get; } = trailers ?? RpcMetadata.Empty;

    /// <summary>The first detail of a type, or null.</summary>
    public T? Detail<T>()
        where T : class, IMessage, new()
    {
        var descriptor = new T().Descriptor;
        return Details.FirstOrDefault(it => it.Is(descriptor)) is { } found
            ? (T)descriptor.Parser.ParseFrom(found.Value)
            : null;
    }
}
