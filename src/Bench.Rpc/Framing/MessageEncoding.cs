using Bench.Rpc.Statuses;

namespace Bench.Rpc.Framing;

/// <summary>What the headers of a stream say about the encoding of its messages.</summary>
internal static class MessageEncoding
{
    public const string HeaderName = "grpc-encoding";
    public const string AcceptHeaderName = "grpc-accept-encoding";
    public const string Accepted = "identity,gzip";

    private const string Identity = "identity";

    /// <returns>Whether messages may come compressed.</returns>
    /// <exception cref="RpcException">UNIMPLEMENTED: the encoding is unknown here.</exception>
    public static bool IsGzip(string? value) =>
        value switch
        {
            null or "" or Identity => false,
            Gzip.Name => true,
            _ => throw new RpcException(
                RpcStatusCode.Unimplemented,
                $"the message encoding '{value}' is not known; use one of {Accepted}"
            ),
        };

    public static bool AcceptsGzip(string? accepted) =>
        accepted is not null
        && accepted
            .Split(',', StringSplitOptions.TrimEntries)
            .Contains(Gzip.Name, StringComparer.Ordinal);
}
