using System.Buffers;
using System.Text;

namespace Bench.Storage.Files;

/// <summary>Which keys a file system can hold, decided before any I/O.</summary>
internal static class FileKeys
{
    /// <summary>Folder of half-written objects, on the same file system as they will be; never a key.</summary>
    public const string Temporary = ".bench-tmp";

    private const int LongestSegment = 255;
    private const int LongestPath = 4095;

    /// <summary>The path of a key below the root.</summary>
    /// <exception cref="StoreException"><see cref="StoreError.InvalidKey"/>.</exception>
    public static string PathOf(string root, string storeUri, string key)
    {
        var reason = Refusal(root, key);
        return reason is null
            ? $"{root}/{key}"
            : throw new StoreException(
                StoreError.InvalidKey,
                $"{storeUri}/{key}",
                reason,
                "use another name, or a bucket instead of a folder"
            );
    }

    /// <summary>
    /// The folder, relative to the root, that holds every key with this prefix; null when the file system can hold
    /// no such key.
    /// </summary>
    public static string? FolderOf(string root, string prefix)
    {
        var slash = prefix.LastIndexOf('/');
        if (slash < 0)
        {
            return "";
        }
        var folder = prefix[..slash];
        return Refusal(root, folder) is null ? folder : null;
    }

    private static string? Refusal(string root, string key)
    {
        if (key.Length == 0)
        {
            return "the key is empty";
        }
        if (key.Contains('\0', StringComparison.Ordinal))
        {
            return "a file name cannot hold a NUL character";
        }
        if (!IsText(key))
        {
            return "half of a surrogate pair has no form in UTF-8";
        }
        foreach (var segment in key.Split('/'))
        {
            if (segment is "" or "." or "..")
            {
                return $"a file system cannot hold the key segment '{segment}'";
            }
            if (Encoding.UTF8.GetByteCount(segment) > LongestSegment)
            {
                return $"a file name can be at most {LongestSegment} bytes long";
            }
        }
        if (key == Temporary || key.StartsWith(Temporary + "/", StringComparison.Ordinal))
        {
            return $"'{Temporary}' holds half-written objects";
        }
        return Encoding.UTF8.GetByteCount(root) + 1 + Encoding.UTF8.GetByteCount(key) > LongestPath
            ? $"a path can be at most {LongestPath} bytes long"
            : null;
    }

    /// <summary>Halves of surrogate pairs would all become one replacement character: two keys, one file.</summary>
    private static bool IsText(string key)
    {
        for (var rest = key.AsSpan(); !rest.IsEmpty; )
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
