using System.Security.Claims;
using Bench.Rpc.Contract;
using Bench.Rpc.Metadata;

namespace Bench.Rpc.Server;

/// <summary>Lets everybody in, as nobody: for servers on loopback.</summary>
public sealed class AnonymousCallers : IRpcAuthenticator
{
    public static readonly AnonymousCallers Instance = new();

    public ValueTask<ClaimsPrincipal> AuthenticateAsync(
        RpcMethod method,
        RpcMetadata headers,
        RpcPeer peer,
        CancellationToken cancel
    ) => new(new ClaimsPrincipal(new ClaimsIdentity()));
}
