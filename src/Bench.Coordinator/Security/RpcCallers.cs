using System.Security.Claims;
using Bench.Rpc.Errors;
using Bench.Rpc.Server;
using Bench.Rpc.V1;
using Grpc.Core;

namespace Bench.Coordinator.Security;

/// <summary>Which token gives a right to which method of the live channel.</summary>
public sealed class RpcCallers(CallerCheck check) : IRpcAuthenticator
{
    private static readonly HashSet<string> Reading =
    [
        nameof(Runs.RunsBase.Get),
        nameof(Runs.RunsBase.List),
        nameof(Runs.RunsBase.Watch),
    ];

    public ValueTask<ClaimsPrincipal> AuthenticateAsync(
        RpcRequest request,
        CancellationToken cancel
    )
    {
        var outcome = check.Check(request.Authorization, request.Peer.Address?.Address);
        var caller =
            outcome.Caller
            ?? throw (
                outcome.IsTooMany
                    ? RpcFailure.Of(
                        StatusCode.ResourceExhausted,
                        "too many failed authentications from this address; try again in a minute"
                    )
                    : RpcFailure.Of(
                        StatusCode.Unauthenticated,
                        "a token is needed: 'authorization: Bearer TOKEN', by BENCH_TOKEN or --token-file; it may be wrong or have expired"
                    )
            );
        if (!May(caller, request))
        {
            throw RpcFailure.Of(
                StatusCode.PermissionDenied,
                $"this token gives no right to call {request.Service}/{request.Method}"
            );
        }
        return new(caller.ToPrincipal());
    }

    /// <summary>Workers may connect and nothing else; operators may read, and with the right to control all else.</summary>
    private static bool May(Caller caller, RpcRequest request) =>
        caller switch
        {
            Caller.Worker => request.Service == Bench.Rpc.V1.Workers.Descriptor.FullName
                && request.Method == nameof(Bench.Rpc.V1.Workers.WorkersBase.Connect),
            Caller.Operator { MayControl: true } => request.Service == Runs.Descriptor.FullName,
            Caller.Operator => request.Service == Runs.Descriptor.FullName
                && Reading.Contains(request.Method),
            _ => false,
        };
}
