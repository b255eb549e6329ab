using Bench.Testing.Gcs.Objects;
using Bench.Testing.Gcs.Protocol;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Bench.Testing.Gcs.Api;

/// <summary>An upload in one request: first what is said of the object, as JSON, then its bytes.</summary>
internal static class MultipartRelated
{
    public static async Task<ObjectMetadata> ReadAsync(
        ApiRequest request,
        BlobWriter writer,
        CancellationToken cancel
    )
    {
        var reader = new MultipartReader(BoundaryOf(request), request.Body);
        var first = await NextAsync(reader, "metadata", cancel);
        var parsed = await ObjectMetadata.ReadAsync(request.Target, first.Body, null, cancel);
        var second = await NextAsync(reader, "media", cancel);
        await writer.AppendAsync(second.Body, long.MaxValue, cancel);
        return parsed;
    }

    private static string BoundaryOf(ApiRequest request) =>
        MediaTypeHeaderValue.TryParse(request.Header("Content-Type"), out var type)
        && type.MediaType.Equals("multipart/related", StringComparison.OrdinalIgnoreCase)
        && HeaderUtilities.RemoveQuotes(type.Boundary) is { Length: > 0 } boundary
            ? boundary.ToString()
            : throw ApiException.Invalid("Multipart body must be multipart/related.");

    private static async Task<MultipartSection> NextAsync(
        MultipartReader reader,
        string part,
        CancellationToken cancel
    )
    {
        try
        {
            return await reader.ReadNextSectionAsync(cancel)
                ?? throw ApiException.Invalid($"Multipart body has no {part} part.");
        }
        catch (IOException)
        {
            throw ApiException.Invalid("Malformed multipart body.");
        }
    }
}
