using System.Security.Claims;
using Bench.Rpc.Contract;
using Bench.Rpc.Metadata;

namespace Bench.Rpc.Server;

/// <summary>Decides who a caller is and whether it may call a method, before its first message is read.</summary>
public interface IRpcAuthenticator
{
    /// <param name="headers">The request's metadata; a bearer token is in <c>authorization</c>.</param>
    /// <exception cref="Statuses.RpcException">
    /// UNAUTHENTICATED: no or wrong credentials; PERMISSION_DENIED: not for this caller; RESOURCE_EXHAUSTED: too many
    /// tries. The call ends with it.
    /// </exception>
    ValueTask<ClaimsPrincipal> AuthenticateAsync(
        RpcMethod method,
        RpcMetadata headers,
        RpcPeer peer,
        CancellationToken cancel
    );
}
