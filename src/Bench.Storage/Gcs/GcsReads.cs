using System.Globalization;
using System.Net;
using Bench.Storage.Buckets;

namespace Bench.Storage.Gcs;

/// <summary>Makes what a reply to a download tells: the bytes as they come, and whose they are.</summary>
internal static class GcsReads
{
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
    public static ObjectRead Nothing(GcsObject found, string uri) =>
        found is { Generation: { } generation }
        && long.TryParse(found.Size ?? "0", CultureInfo.InvariantCulture, out var length)
            ? new ObjectRead
            {
                Content = Stream.Null,
                ObjectLength = length,
                Version = generation,
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
