using Bench.Coordinator.Leading;
using Bench.Model.Json;
using Bench.Protocol.Runs;
using Bench.Rpc.Errors;
using Bench.Storage;
using Grpc.Core;

namespace Bench.Coordinator.LiveChannel;

/// <summary>Typed errors as ends of calls, with a reason for programs.</summary>
internal static class RpcErrors
{
    /// <summary>Null for a defect, of which callers learn nothing.</summary>
    public static RpcException? Explain(Exception e) =>
        e switch
        {
            RunNotFoundException => End(e, StatusCode.NotFound, "RUN_NOT_FOUND"),
            RunIdTakenException => End(e, StatusCode.AlreadyExists, "RUN_ID_TAKEN"),
            DocumentException or ConfigRefusedException => End(
                e,
                StatusCode.InvalidArgument,
                "CONFIG_REFUSED"
            ),
            InvalidOperationException => End(e, StatusCode.FailedPrecondition, "NOT_IN_THIS_STATE"),
            StoreException => End(e, StatusCode.Unavailable, "STORE_FAILED"),
            _ => null,
        };

    private static RpcException End(Exception e, StatusCode code, string reason) =>
        RpcFailure.Of(code, e.Message, RpcFailure.Reason(reason));
}
