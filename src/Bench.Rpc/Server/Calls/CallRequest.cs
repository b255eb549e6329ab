using System.Net;
using Bench.Rpc.Contract;
using Bench.Rpc.Framing;
using Bench.Rpc.Metadata;
using Bench.Rpc.Statuses;
using Microsoft.AspNetCore.Http;

namespace Bench.Rpc.Server.Calls;

/// <summary>What a request's headers say.</summary>
internal sealed record CallRequest(
    RpcMethod Method,
    RpcMetadata Headers,
    RpcPeer Peer,
    TimeSpan? Timeout,
    bool IsGzip,
    bool AcceptsGzip
)
{
    private const string TimeoutName = "grpc-timeout";

    /// <exception cref="RpcException">A header of the protocol itself is wrong.</exception>
    public static CallRequest Read(HttpContext context, RpcMethod method)
    {
        var headers = context.Request.Headers;
        return new(
            method,
            RpcMetadata.FromHeaders(
                headers.SelectMany(it =>
                    it.Value.Select(value => KeyValuePair.Create(it.Key, value ?? ""))
                )
            ),
            PeerOf(context.Connection, context.Request.IsHttps),
            TimeoutOf(headers[TimeoutName].ToString()),
            MessageEncoding.IsGzip(headers[MessageEncoding.HeaderName].ToString()),
            MessageEncoding.AcceptsGzip(headers[MessageEncoding.AcceptHeaderName].ToString())
        );
    }

    private static TimeSpan? TimeoutOf(string text) =>
        text.Length is 0 ? null
        : TimeoutText.TryParse(text, out var timeout) ? timeout
        : throw new RpcException(
            RpcStatusCode.Internal,
            $"the header {TimeoutName} is no timeout; use at most eight digits and one of n u m S M H"
        );

    private static RpcPeer PeerOf(ConnectionInfo connection, bool isEncrypted) =>
        new(
            connection.RemoteIpAddress is { } address
                ? new IPEndPoint(address, connection.RemotePort)
                : null,
            connection.ClientCertificate,
            isEncrypted
        );
}
