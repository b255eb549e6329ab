using System.Security.Claims;
using Bench.Rpc.Contract;
using Bench.Rpc.Metadata;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;

namespace Bench.Rpc.Server.Calls;

/// <inheritdoc/>
internal sealed class ServerCall(
    HttpContext context,
    CallRequest request,
    CallLifetime lifetime,
    ServerResponse response,
    ClaimsPrincipal principal,
    int maxReceiveBytes,
    CancellationToken stopping
) : IServerCall
{
    public RpcMethod Method => request.Method;

    public RpcMetadata RequestHeaders => request.Headers;

    public ClaimsPrincipal Principal { get; } = principal;

    public RpcPeer Peer => request.Peer;

    public TimeSpan? TimeLeft => lifetime.TimeLeft;

    public CancellationToken Cancellation => lifetime.Token;

    public CancellationToken Stopping { get; } = stopping;

    public RpcMetadata ResponseTrailers
    {
        get => response.Trailers;
        set => response.Trailers = value;
    }

    internal ServerResponse Response => response;

    public ValueTask SendHeadersAsync(RpcMetadata headers) => response.SendHeadersAsync(headers);

    internal RequestReader<T> Requests<T>(MessageParser<T> parser)
        where T : class, IMessage<T> =>
        new(context.Request.BodyReader, parser, request.IsGzip, maxReceiveBytes, lifetime.Token);
}
