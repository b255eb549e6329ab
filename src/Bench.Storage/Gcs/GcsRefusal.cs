using System.Net;
using Google;

namespace Bench.Storage.Gcs;

/// <summary>A reply that is no success, and what its body says: the documented JSON, or plain text as upload sessions answer.</summary>
internal sealed record GcsRefusal(
    HttpStatusCode Status,
    string Message,
    IReadOnlyList<string> Reasons,
    TimeSpan? RetryAfter
)
{
    private const int MostShown = 300;

    public bool IsRateLimit =>
        Reasons.Any(reason =>
            reason is "rateLimitExceeded" or "userRateLimitExceeded" or "quotaExceeded"
        );

    /// <summary>The server computed another checksum than the one that came with the bytes.</summary>
    public bool IsChecksumMismatch =>
        Says("crc32c") || Says("md5") || Says("checksum") || Says("hash");

    public bool IsNoBucket =>
        Status is HttpStatusCode.NotFound
        && (Says("bucket does not exist") || (Says("bucket ") && Says(" does not exist")));

    public static GcsRefusal Of(GoogleApiException e, GcsReplyHeaders.Noted headers)
    {
        var details = e.Error?.Errors ?? [];
        var said = e.Error?.Message ?? details.FirstOrDefault()?.Message;
        var line = OneLine(said ?? e.Error?.ErrorResponseContent ?? "");
        return new GcsRefusal(
            e.HttpStatusCode,
            line.Length > 0 ? line : headers.Reason ?? "no reason given",
            [.. details.Select(detail => detail.Reason).OfType<string>()],
            headers.RetryAfter
        );
    }

    private bool Says(string words) => Message.Contains(words, StringComparison.OrdinalIgnoreCase);

    private static string OneLine(string text)
    {
        var line = string.Join(
            ' ',
            text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
        );
        return line.Length <= MostShown ? line : line[..MostShown] + "…";
    }
}
