using Microsoft.AspNetCore.Http;

namespace Bench.Rpc.Server.Calls;

/// <summary>Tells gRPC's requests from others by their headers alone.</summary>
internal static class RequestKind
{
    public const string ContentType = "application/grpc";

    private const string ProtobufContentType = ContentType + "+proto";

    /// <summary>By the content type, also where its message format is one that is not served.</summary>
    public static bool IsRpc(HttpRequest request) =>
        request.ContentType?.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase) is true;

    /// <returns>The HTTP status that refuses the request; null when it can be served.</returns>
    public static int? Refusal(HttpRequest request)
    {
        if (!HttpProtocol.IsHttp2(request.Protocol))
        {
            return StatusCodes.Status426UpgradeRequired;
        }
        if (!HttpMethods.IsPost(request.Method))
        {
            return StatusCodes.Status405MethodNotAllowed;
        }
        return IsServed(request.ContentType) ? null : StatusCodes.Status415UnsupportedMediaType;
    }

    private static bool IsServed(string? contentType)
    {
        var type = (contentType ?? "").Split(';', 2)[0].Trim();
        return type.Equals(ContentType, StringComparison.OrdinalIgnoreCase)
            || type.Equals(ProtobufContentType, StringComparison.OrdinalIgnoreCase);
    }
}
