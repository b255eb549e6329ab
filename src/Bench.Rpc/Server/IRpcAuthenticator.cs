using System.Security.Claims;

namespace Bench.Rpc.Server;

/// <summary>Decides who a caller is and whether it may call a method, before its first message is read.</summary>
public interface IRpcAuthenticator
{
    /// <exception cref="Grpc.Core.RpcException">
    /// UNAUTHENTICATED: no or wrong credentials; PERMISSION_DENIED: not for this caller; RESOURCE_EXHAUSTED: too many
    /// tries. The call ends with it.
    /// </exception>
    ValueTask<ClaimsPrincipal> AuthenticateAsync(RpcRequest request, CancellationToken cancel);
}
