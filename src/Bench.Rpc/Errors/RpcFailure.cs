using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;

namespace Bench.Rpc.Errors;

/// <summary>Ends of calls other than OK: made for callers, and read by them.</summary>
public static class RpcFailure
{
    /// <summary>The domain of the reasons that this program gives.</summary>
    public const string Domain = "bench";

    // Clients refuse or drop headers beyond 8 KiB together; the message appears in the details once more.
    private const int LongestMessage = 1024;
    private const int LargestDetails = 4096;

    /// <param name="details">Facts for programs, such as <see cref="Reason"/>. Left out where trailers would grow too large.</param>
    public static RpcException Of(
        StatusCode code,
        string message,
        params IReadOnlyList<IMessage> details
    )
    {
        var shown = Shortened(message);
        var status = new Google.Rpc.Status
        {
            Code = (int)code,
            Message = shown,
            Details = { details.Select(Any.Pack) },
        };
        return details.Count is 0 || status.CalculateSize() > LargestDetails
            ? new RpcException(new Grpc.Core.Status(code, shown))
            : status.ToRpcException();
    }

    /// <param name="reason">In upper case with underscores, such as <c>RUN_NOT_FOUND</c>.</param>
    public static ErrorInfo Reason(string reason) => new() { Reason = reason, Domain = Domain };

    /// <summary>
    /// Whether the server was not reached, or was lost, or has gone away: another call may succeed. The library calls a
    /// peer that no longer answers pings INTERNAL.
    /// </summary>
    public static bool IsLost(RpcException error) =>
        error.StatusCode is StatusCode.Unavailable || CauseOf(error) is not null;

    /// <summary>For people: what the server said, or why it was not reached.</summary>
    public static string Words(RpcException error) =>
        CauseOf(error) is { } cause
            ? $"the server cannot be reached: {cause.GetBaseException().Message}"
            : error.Status.Detail;

    /// <summary>What broke on this side; null for a status that the server sent.</summary>
    private static Exception? CauseOf(RpcException error) =>
        error.Status.DebugException is { } cause and (HttpRequestException or IOException)
            ? cause
            : null;

    private static string Shortened(string message) =>
        message.Length <= LongestMessage
            ? message
            : message[
                ..(LongestMessage - (char.IsHighSurrogate(message[LongestMessage - 1]) ? 1 : 0))
            ];
}
