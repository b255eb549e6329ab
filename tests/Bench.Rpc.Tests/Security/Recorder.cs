using System.Collections.Concurrent;
using System.Security.Claims;
using Bench.Rpc.Contract;
using Bench.Rpc.Metadata;
using Bench.Rpc.Server;
using Bench.Rpc.Statuses;

namespace Bench.Rpc.Tests.Security;

/// <summary>Lets callers in by one token, or all without one, and keeps who came.</summary>
internal sealed class Recorder(string? token = null) : IRpcAuthenticator
{
    public ConcurrentQueue<RpcPeer> Peers { get; } = new();

    public ConcurrentQueue<string> Methods { get; } = new();

    public ValueTask<ClaimsPrincipal> AuthenticateAsync(
        RpcMethod method,
        RpcMetadata headers,
        RpcPeer peer,
        CancellationToken cancel
    )
    {
        Peers.Enqueue(peer);
        Methods.Enqueue(method.Path);
        return
            token is null
            || string.Equals(
                headers.Text("authorization"),
                $"Bearer {token}",
                StringComparison.Ordinal
            )
            ? new(new ClaimsPrincipal(new ClaimsIdentity([new Claim("name", "me")], "test")))
            : throw new RpcException(RpcStatusCode.Unauthenticated, "a token is wanted");
    }
}
