using System.Net.Http.Headers;

namespace Bench.Storage.Gcs;

/// <summary>Checksums as the server writes them (base64 of the bytes, the highest first) and as Bench does (hex).</summary>
internal static class GcsHash
{
    public const string Header = "x-goog-hash";

    public static string ToBase64(string hex) => Convert.ToBase64String(Convert.FromHexString(hex));

    /// <summary>Null where the text is missing or not base64 of that many bytes.</summary>
    public static string? ToHex(string? base64, int bytes)
    {
        if (base64 is null)
        {
            return null;
        }
        Span<byte> hash = stackalloc byte[bytes];
        return Convert.TryFromBase64String(base64, hash, out var written) && written == bytes
            ? Convert.ToHexStringLower(hash)
            : null;
    }

    /// <summary>A hash of a reply's header, which may name several: <c>crc32c=…,md5=…</c>.</summary>
    public static string? Of(HttpResponseHeaders headers, string algorithm, int bytes)
    {
        if (!headers.TryGetValues(Header, out var values))
        {
            return null;
        }
        var name = algorithm + "=";
        var found = values
            .SelectMany(value => value.Split(','))
            .Select(value => value.Trim())
            .FirstOrDefault(value => value.StartsWith(name, StringComparison.Ordinal));
        return found is null ? null : ToHex(found[name.Length..], bytes);
    }
}
