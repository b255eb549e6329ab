using System.Security.Claims;
using Bench.Rpc.Contract;
using Bench.Rpc.Metadata;

namespace Bench.Rpc.Server;

/// <summary>What a handler knows of the call it serves.</summary>
public interface IServerCall
{
    RpcMethod Method { get; }

    /// <summary>Metadata of the request. It holds the caller's credentials: not for logs.</summary>
    RpcMetadata RequestHeaders { get; }

    /// <summary>Whom the authenticator took the caller for.</summary>
    ClaimsPrincipal Principal { get; }

    RpcPeer Peer { get; }

    /// <summary>Time until the caller's deadline; null when there is none.</summary>
    TimeSpan? TimeLeft { get; }

    /// <summary>
    /// Fires when the client has cancelled or is gone, the deadline has passed, or the server ends. What the handler
    /// does after that reaches nobody.
    /// </summary>
    CancellationToken Cancellation { get; }

    /// <summary>
    /// Fires when the server begins to stop; <see cref="Cancellation"/> follows after the drain time. A handler may send
    /// its last messages meanwhile.
    /// </summary>
    CancellationToken Stopping { get; }

    /// <summary>Metadata sent with the status. May be set until the handler returns.</summary>
    RpcMetadata ResponseTrailers { get; set; }

    /// <summary>Sends the response's headers before the first message, which would send empty ones.</summary>
    /// <exception cref="InvalidOperationException">They are sent already.</exception>
    ValueTask SendHeadersAsync(RpcMetadata headers);
}
