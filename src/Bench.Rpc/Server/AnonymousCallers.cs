using System.Security.Claims;

namespace Bench.Rpc.Server;

/// <summary>Lets everybody in, as nobody: for servers on loopback.</summary>
public sealed class AnonymousCallers : IRpcAuthenticator
{
    public static readonly AnonymousCallers Instance = new();

    public ValueTask<ClaimsPrincipal> AuthenticateAsync(
        RpcRequest request,
        CancellationToken cancel
    ) => new(new ClaimsPrincipal(new ClaimsIdentity()));
}
