using System.Globalization;
using System.Text.RegularExpressions;
using Bench.Testing.Gcs.Objects;
using Bench.Testing.Gcs.Protocol;

namespace Bench.Testing.Gcs.Api;

/// <summary>The bytes of an object, or a range of them.</summary>
internal static partial class ObjectMedia
{
    public static Reply Download(StoredObject found, Stream content, string? range)
    {
        var length = found.Blob.Length;
        var (first, last) = range is null ? (0, length - 1) : RangeOf(range, length);
        if (range is not null && first >= length)
        {
            content.Dispose();
            var refused = Describe(Reply.Empty(416), found);
            refused.Headers["Content-Range"] = $"bytes */{length}";
            return refused;
        }
        content.Position = first;
        var reply = new Reply(range is null ? 200 : 206, content, last - first + 1)
        {
            IsMedia = true,
        };
        if (range is not null)
        {
            reply.Headers["Content-Range"] = $"bytes {first}-{last}/{length}";
        }
        return Describe(reply, found);
    }

    private static Reply Describe(Reply reply, StoredObject found)
    {
        reply.Headers["Content-Type"] = found.ContentType;
        reply.Headers["Accept-Ranges"] = "bytes";
        reply.Headers["x-goog-hash"] = $"crc32c={found.Crc32C}";
        reply.Headers["x-goog-generation"] = found.Generation.ToString(
            CultureInfo.InvariantCulture
        );
        reply.Headers["x-goog-metageneration"] = "1";
        reply.Headers["x-goog-storage-class"] = "STANDARD";
        reply.Headers["x-goog-stored-content-encoding"] = "identity";
        reply.Headers["x-goog-stored-content-length"] = found.Blob.Length.ToString(
            CultureInfo.InvariantCulture
        );
        return reply;
    }

    private static (long First, long Last) RangeOf(string range, long length)
    {
        var match = Pattern().Match(range);
        if (!match.Success)
        {
            throw ApiException.Invalid($"Invalid range '{range}'.");
        }
        if (match.Groups["suffix"].Success)
        {
            var suffix = long.Parse(match.Groups["suffix"].ValueSpan, CultureInfo.InvariantCulture);
            return (Math.Max(0, length - suffix), length - 1);
        }
        var first = long.Parse(match.Groups["first"].ValueSpan, CultureInfo.InvariantCulture);
        var last = match.Groups["last"].Success
            ? long.Parse(match.Groups["last"].ValueSpan, CultureInfo.InvariantCulture)
            : long.MaxValue;
        return (first, Math.Min(last, length - 1));
    }

    [GeneratedRegex(
        @"\Abytes=((?<first>\d{1,18})-(?<last>\d{1,18})?|-(?<suffix>\d{1,18}))\z",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Pattern();
}
