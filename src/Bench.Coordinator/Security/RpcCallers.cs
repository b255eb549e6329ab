using System.Security.Claims;
using Bench.Rpc.Contract;
using Bench.Rpc.Metadata;
using Bench.Rpc.Server;
using Bench.Rpc.Statuses;

namespace Bench.Coordinator.Security;

/// <summary>Which token gives a right to which method of the live channel.</summary>
public sealed class RpcCallers(CallerCheck check) : IRpcAuthenticator
{
    private static readonly HashSet<RpcMethod> Reading =
    [
        RunsService.Get,
        RunsService.List,
        RunsService.Watch,
    ];

    public ValueTask<ClaimsPrincipal> AuthenticateAsync(
        RpcMethod method,
        RpcMetadata headers,
        RpcPeer peer,
        CancellationToken cancel
    )
    {
        var outcome = check.Check(headers.Text("authorization"), peer.Address?.Address);
        var caller =
            outcome.Caller
            ?? throw (
                outcome.IsTooMany
                    ? new RpcException(
                        RpcStatusCode.ResourceExhausted,
                        "too many failed authentications from this address; try again in a minute"
                    )
                    : new RpcException(
                        RpcStatusCode.Unauthenticated,
                        "a token is needed: 'authorization: Bearer TOKEN', by BENCH_TOKEN or --token-file; it may be wrong or have expired"
                    )
            );
        if (!May(caller, method))
        {
            throw new RpcException(
                RpcStatusCode.PermissionDenied,
                $"this token gives no right to call {method.Service}/{method.Name}"
            );
        }
        return new(caller.ToPrincipal());
    }

    /// <summary>Workers may connect and nothing else; operators may read, and with the right to control all else.</summary>
    private static bool May(Caller caller, RpcMethod method) =>
        caller switch
        {
            Caller.Worker => method == WorkersService.Connect,
            Caller.Operator { MayControl: true } => method.Service
                == RunsService.Descriptor.FullName,
            Caller.Operator => Reading.Contains(method),
            _ => false,
        };
}
