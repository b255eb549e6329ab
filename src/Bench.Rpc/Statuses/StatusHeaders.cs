using System.Collections.Immutable;
using System.Globalization;
using Bench.Rpc.Metadata;
using Bench.Rpc.Standard.Errors;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Bench.Rpc.Statuses;

/// <summary>The three trailers that end a call, as text.</summary>
public static class StatusHeaders
{
    public const string StatusName = "grpc-status";
    public const string MessageName = "grpc-message";
    public const string DetailsName = "grpc-status-details-bin";

    // Clients refuse or drop headers beyond 8 KiB together; the message appears in the details once more.
    private const int LongestMessage = 1024;
    private const int LargestDetails = 4096;

    public static IEnumerable<KeyValuePair<string, string>> Ok =>
        [new(StatusName, Number(RpcStatusCode.Ok))];

    /// <summary>Details that would make the trailers too large for other clients are left out.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Of(RpcException error)
    {
        yield return new(StatusName, Number(error.Code));
        var message = Shortened(error.Description);
        if (message.Length > 0)
        {
            yield return new(MessageName, PercentEncoding.Encode(message));
        }
        if (error.Details.IsEmpty)
        {
            yield break;
        }
        var status = new Status { Code = (int)error.Code, Message = message };
        status.Details.AddRange(error.Details);
        if (status.CalculateSize() <= LargestDetails)
        {
            yield return new(DetailsName, BinaryText.Encode(status.ToByteArray()));
        }
    }

    /// <returns>Null when the call ended OK.</returns>
    /// <param name="status">The value of grpc-status.</param>
    public static RpcException? Parse(
        string status,
        string? message,
        string? details,
        RpcMetadata trailers
    )
    {
        var code =
            int.TryParse(status, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number <= (int)RpcStatusCode.Unauthenticated
                ? (RpcStatusCode)number
                : RpcStatusCode.Unknown;
        return code is RpcStatusCode.Ok
            ? null
            : new RpcException(
                code,
                PercentEncoding.Decode(message ?? ""),
                ParseDetails(details),
                trailers
            );
    }

    /// <summary>Details only explain: what cannot be read of them must not hide the status itself.</summary>
    private static ImmutableArray<Any> ParseDetails(string? details)
    {
        if (details is null || !BinaryText.TryDecode(details, out var bytes))
        {
            return [];
        }
        try
        {
            return [.. Status.Parser.ParseFrom(bytes).Details];
        }
        catch (InvalidProtocolBufferException)
        {
            return [];
        }
    }

    private static string Shortened(string message) =>
        message.Length <= LongestMessage
            ? message
            : message[
                ..(LongestMessage - (char.IsHighSurrogate(message[LongestMessage - 1]) ? 1 : 0))
            ];

    private static string Number(RpcStatusCode code) =>
        ((int)code).ToString(CultureInfo.InvariantCulture);
}
