using System.Net.Http.Headers;
using Bench.Rpc.Framing;
using Bench.Rpc.Metadata;
using Bench.Rpc.Statuses;

namespace Bench.Rpc.Client.Calls;

/// <summary>What the headers and trailers of a response say.</summary>
internal static class ResponseHead
{
    private const string ContentType = "application/grpc";

    /// <returns>The status when the response is nothing but headers; null when a body follows.</returns>
    /// <exception cref="RpcException">The response is no gRPC.</exception>
    public static CallEnd? Read(HttpResponseMessage response)
    {
        if (EndIn(response.Headers) is { } end)
        {
            return end;
        }
        if ((int)response.StatusCode is not 200 and var status)
        {
            throw new RpcException(
                HttpStatusMapping.ToRpc(status),
                $"the server answered with HTTP status {status} and no gRPC status"
            );
        }
        var type = response.Content.Headers.ContentType?.MediaType;
        return type?.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase) is true
            ? null
            : throw new RpcException(
                RpcStatusCode.Unknown,
                $"the server answered with the content type '{type}'; is it a gRPC server?"
            );
    }

    /// <summary>The status after the body.</summary>
    /// <exception cref="RpcException">There is none.</exception>
    public static CallEnd ReadTrailers(HttpResponseMessage response) =>
        EndIn(response.TrailingHeaders)
        ?? throw new RpcException(RpcStatusCode.Unknown, "the call ended without a status");

    public static bool IsGzip(HttpResponseMessage response) =>
        MessageEncoding.IsGzip(First(response.Headers, MessageEncoding.HeaderName));

    public static RpcMetadata Metadata(HttpHeaders headers) =>
        RpcMetadata.FromHeaders(
            headers.NonValidated.SelectMany(it =>
                it.Value.Select(value => KeyValuePair.Create(it.Key, value))
            )
        );

    private static CallEnd? EndIn(HttpHeaders headers)
    {
        if (First(headers, StatusHeaders.StatusName) is not { } status)
        {
            return null;
        }
        var trailers = Metadata(headers);
        return new(
            StatusHeaders.Parse(
                status,
                First(headers, StatusHeaders.MessageName),
                First(headers, StatusHeaders.DetailsName),
                trailers
            ),
            trailers
        );
    }

    private static string? First(HttpHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
}

/// <summary>How the server ended a call.</summary>
/// <param name="Error">Null for OK.</param>
internal sealed record CallEnd(RpcException? Error, RpcMetadata Trailers);
