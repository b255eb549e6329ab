using System.Text;
using System.Text.Json;

namespace Bench.Storage.Gcs;

/// <summary>What the body of an error reply says: the documented JSON, or plain text as upload sessions answer.</summary>
internal sealed record GcsErrorDetails(string Message, IReadOnlyList<string> Reasons)
{
    private const int MostBytes = 64 * 1024;
    private const int MostShown = 300;

    public bool IsRateLimit =>
        Reasons.Any(reason =>
            reason is "rateLimitExceeded" or "userRateLimitExceeded" or "quotaExceeded"
        );

    /// <summary>The server computed another checksum than the one that came with the bytes.</summary>
    public bool IsChecksumMismatch =>
        Says("crc32c") || Says("md5") || Says("checksum") || Says("hash");

    public bool IsNoBucket =>
        Says("bucket does not exist") || (Says("bucket ") && Says(" does not exist"));

    public static async Task<GcsErrorDetails> ReadAsync(
        HttpResponseMessage reply,
        CancellationToken cancel
    )
    {
        var text = await TextAsync(reply, cancel);
        try
        {
            var error = JsonSerializer.Deserialize(text, GcsJson.Default.GcsErrorReply)?.Error;
            var details = error?.Errors ?? [];
            var message = error?.Message ?? (details.Count > 0 ? details[0].Message : null);
            return new GcsErrorDetails(
                OneLine(message ?? reply.ReasonPhrase ?? "no reason given"),
                [.. details.Select(detail => detail.Reason).OfType<string>()]
            );
        }
        catch (JsonException)
        {
            var plain = OneLine(text);
            return new GcsErrorDetails(
                plain.Length > 0 ? plain : reply.ReasonPhrase ?? "no reason given",
                []
            );
        }
    }

    private bool Says(string words) => Message.Contains(words, StringComparison.OrdinalIgnoreCase);

    /// <summary>A reply that breaks off still has its status, so that what came of it is enough.</summary>
    private static async Task<string> TextAsync(HttpResponseMessage reply, CancellationToken cancel)
    {
        var buffer = new byte[MostBytes];
        var read = 0;
        try
        {
            await using var content = await reply.Content.ReadAsStreamAsync(cancel);
            int more;
            while (
                read < buffer.Length
                && (more = await content.ReadAsync(buffer.AsMemory(read), cancel)) > 0
            )
            {
                read += more;
            }
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            return Encoding.UTF8.GetString(buffer, 0, read);
        }
        return Encoding.UTF8.GetString(buffer, 0, read);
    }

    private static string OneLine(string text)
    {
        var line = string.Join(
            ' ',
            text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
        );
        return line.Length <= MostShown ? line : line[..MostShown] + "…";
    }
}
