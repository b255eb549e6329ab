using System.Collections.Concurrent;
using System.Security.Claims;
using Bench.Rpc.Errors;
using Bench.Rpc.Server;
using Grpc.Core;

namespace Bench.Rpc.Tests.Security;

/// <summary>Lets callers in by one token, or all without one, and keeps who came.</summary>
internal sealed class Recorder(string? token = null) : IRpcAuthenticator
{
    public ConcurrentQueue<RpcRequest> Requests { get; } = new();

    public ValueTask<ClaimsPrincipal> AuthenticateAsync(
        RpcRequest request,
        CancellationToken cancel
    )
    {
        Requests.Enqueue(request);
        return
            token is null
            || string.Equals(request.Authorization, $"Bearer {token}", StringComparison.Ordinal)
            ? new(new ClaimsPrincipal(new ClaimsIdentity([new Claim("name", "me")], "test")))
            : throw RpcFailure.Of(StatusCode.Unauthenticated, "a token is wanted: ☃ 100 %");
    }
}
