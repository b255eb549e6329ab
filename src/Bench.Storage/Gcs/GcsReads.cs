using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Bench.Storage.Buckets;
using Google.Apis.Storage.v1;
using Google.Cloud.Storage.V1;
using Object = Google.Apis.Storage.v1.Data.Object;

namespace Bench.Storage.Gcs;

/// <summary>
/// Downloads: the bytes as they come, and whose they are. Google's client pushes them into a stream, a filled buffer at a
/// time; here they are pulled as they arrive.
/// </summary>
internal static class GcsReads
{
    /// <param name="generation">Null for any.</param>
    public static Task<HttpResponseMessage> SendAsync(
        StorageClient client,
        string bucket,
        string name,
        ByteRange range,
        long? generation,
        CancellationToken cancel
    )
    {
        var get = client.Service.Objects.Get(bucket, name);
        get.Alt = StorageBaseServiceRequest<Object>.AltEnum.Media;
        get.Generation = generation;
        var request = get.CreateRequest();
        if (range is not { Offset: 0, Length: null })
        {
            request.Headers.Range = new RangeHeaderValue(
                range.Offset,
                range.Offset + range.Length - 1
            );
        }
        return GcsCalls.SendAsync(client, request, cancel);
    }

    /// <summary>The reply to a download.</summary>
    public static async Task<ObjectRead> OpenAsync(
        HttpResponseMessage reply,
        ByteRange range,
        string uri,
        CancellationToken cancel
    )
    {
        var (length, whole) = LengthsOf(reply, range, uri);
        try
        {
            return new ObjectRead
            {
                Content = new GcsContent(
                    reply,
                    await reply.Content.ReadAsStreamAsync(cancel),
                    length,
                    uri
                ),
                ObjectLength = whole,
                Version =
                    Header(reply, "x-goog-generation")
                    ?? throw GcsErrors.NotUnderstood(uri, "its reply has no x-goog-generation"),
                Crc32C = GcsHash.Of(reply.Headers, "crc32c", 4),
                Md5 = GcsHash.Of(reply.Headers, "md5", 16),
            };
        }
        catch (Exception e) when (GcsErrors.IsTransportError(e, cancel))
        {
            throw GcsErrors.OfException(e, uri);
        }
    }

    /// <summary>The answer to a range that begins at or after the object's end.</summary>
    public static ObjectRead Nothing(Object found, string uri) =>
        found.Generation is { } generation
            ? new ObjectRead
            {
                Content = Stream.Null,
                // Some servers leave a zero out.
                ObjectLength = (long)(found.Size ?? 0),
                Version = generation.ToString(CultureInfo.InvariantCulture),
                Crc32C = GcsHash.ToHex(found.Crc32c, 4),
                Md5 = GcsHash.ToHex(found.Md5Hash, 16),
            }
            : throw GcsErrors.NotUnderstood(uri, "its object lacks a generation");

    private static (long Length, long Whole) LengthsOf(
        HttpResponseMessage reply,
        ByteRange range,
        string uri
    )
    {
        if (reply.StatusCode is HttpStatusCode.PartialContent)
        {
            return
                reply.Content.Headers.ContentRange
                    is { From: { } from, To: { } to, Length: { } all }
                && from == range.Offset
                ? (to - from + 1, all)
                : throw GcsErrors.NotUnderstood(uri, "it sent another range than it was asked for");
        }
        var whole =
            reply.Content.Headers.ContentLength
            ?? throw GcsErrors.NotUnderstood(uri, "its reply does not tell the object's length");
        return range.Offset == 0 && (range.Length ?? whole) >= whole
            ? (whole, whole)
            : throw GcsErrors.NotUnderstood(uri, "it ignores the range that it was asked for");
    }

    private static string? Header(HttpResponseMessage reply, string name) =>
        reply.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
}
