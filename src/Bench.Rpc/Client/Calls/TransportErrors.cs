using Bench.Rpc.Statuses;

namespace Bench.Rpc.Client.Calls;

/// <summary>What a failure of the transport means for the call.</summary>
internal static class TransportErrors
{
    public static bool IsTransport(Exception error) =>
        error is HttpRequestException or IOException or ObjectDisposedException;

    public static RpcException ToRpc(Exception error, Uri address)
    {
        for (var it = error; it is not null; it = it.InnerException)
        {
            if (it is HttpProtocolException reset)
            {
                return new RpcException(
                    CodeOf(reset.ErrorCode),
                    $"{address} has reset the call with HTTP/2 error {reset.ErrorCode}",
                    [],
                    inner: error
                );
            }
        }
        return new RpcException(
            RpcStatusCode.Unavailable,
            $"{address} cannot be reached: {Innermost(error).Message}",
            [],
            inner: error
        );
    }

    /// <summary>
    /// As gRPC maps the error codes of HTTP/2, but for PROTOCOL_ERROR: .NET's client ends connections with it whose
    /// pings nobody answers.
    /// </summary>
    private static RpcStatusCode CodeOf(long http2) =>
        http2 switch
        {
            1 or 7 => RpcStatusCode.Unavailable,
            8 => RpcStatusCode.Cancelled,
            11 => RpcStatusCode.ResourceExhausted,
            12 => RpcStatusCode.PermissionDenied,
            _ => RpcStatusCode.Internal,
        };

    private static Exception Innermost(Exception error) => error.GetBaseException();
}
