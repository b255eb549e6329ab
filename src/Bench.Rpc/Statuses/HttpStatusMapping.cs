namespace Bench.Rpc.Statuses;

/// <summary>What an HTTP status means where gRPC's own is missing: a proxy answered, not the service.</summary>
public static class HttpStatusMapping
{
    public static RpcStatusCode ToRpc(int httpStatus) =>
        httpStatus switch
        {
            400 => RpcStatusCode.Internal,
            401 => RpcStatusCode.Unauthenticated,
            403 => RpcStatusCode.PermissionDenied,
            404 => RpcStatusCode.Unimplemented,
            429 or 502 or 503 or 504 => RpcStatusCode.Unavailable,
            _ => RpcStatusCode.Unknown,
        };
}
