using System.Buffers;
using System.Text;

namespace Bench.Storage.S3;

/// <summary>Which names an object can have on every S3 server, decided before any request.</summary>
internal static class ObjectNames
{
    /// <summary>In bytes of UTF-8.</summary>
    public const int Longest = 1024;

    /// <summary>The object's name of a key.</summary>
    /// <exception cref="StoreException"><see cref="StoreError.InvalidKey"/>.</exception>
    public static string Of(S3Settings settings, string key)
    {
        var name = settings.KeyPrefix + key;
        var reason = key.Length == 0 ? "the key is empty" : Refusal(name, Longest);
        return reason is null
            ? name
            : throw new StoreException(
                StoreError.InvalidKey,
                StoreUris.Child(settings.Uri, key),
                reason,
                "use another name"
            );
    }

    /// <summary>Whether objects with such a beginning can be there at all.</summary>
    public static bool CanBeginWith(string text) =>
        !text.Contains('\0', StringComparison.Ordinal) && IsText(text);

    /// <summary>Why a name cannot be used; null for a good one.</summary>
    public static string? Refusal(string name, int longest)
    {
        if (!CanBeginWith(name))
        {
            return "it holds a NUL character or half of a surrogate pair";
        }
        if (name.StartsWith('/'))
        {
            return "servers differ on names that begin with '/'";
        }
        if (name.Split('/').Any(segment => segment is "." or ".."))
        {
            return "proxies and servers take the segments '.' and '..' out of a name";
        }
        return Encoding.UTF8.GetByteCount(name) > longest
            ? $"it can be at most {longest} bytes long"
            : null;
    }

    /// <summary>Halves of surrogate pairs would all become one replacement character: two keys, one object.</summary>
    private static bool IsText(string text)
    {
        for (var rest = text.AsSpan(); !rest.IsEmpty; )
        {
            if (Rune.DecodeFromUtf16(rest, out _, out var length) != OperationStatus.Done)
            {
                return false;
            }
            rest = rest[length..];
        }
        return true;
    }
}
