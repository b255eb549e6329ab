using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Bench.Storage.Gcs;

/// <summary>What Google Cloud Storage allows as names of buckets and objects.</summary>
internal static partial class GcsNames
{
    private const int MostBytes = 1024;
    private const string Reserved = ".well-known/acme-challenge/";

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>What is wrong with the name; null if nothing is.</summary>
    public static string? ProblemOfBucket(string name)
    {
        if (name.Length == 0)
        {
            return "is missing";
        }
        if (name.Length < 3 || name.Length > 222 || name.Split('.').Any(part => part.Length > 63))
        {
            return "must have 3 to 63 characters, up to 222 with dots";
        }
        if (!BucketPattern().IsMatch(name))
        {
            return "may hold only lower-case letters, digits, dashes, underscores and dots, with a letter or digit "
                + "at both ends and between dots";
        }
        return name.Count(c => c == '.') == 3 && IPAddress.TryParse(name, out _)
            ? "looks like an IP address"
            : null;
    }

    public static string? ProblemOfPrefix(string prefix) =>
        prefix.Length == 0 ? null : ProblemOfObject(prefix);

    public static string? ProblemOfObject(string name)
    {
        if (name.Length == 0)
        {
            return "is empty";
        }
        if (LengthOf(name) is not { } length)
        {
            return "is no valid Unicode text";
        }
        if (length > MostBytes)
        {
            return $"has {length} bytes in UTF-8, more than {MostBytes}";
        }
        if (name.AsSpan().ContainsAny('\r', '\n'))
        {
            return "holds a carriage return or line feed";
        }
        if (name is "." or "..")
        {
            return "is '.' or '..'";
        }
        return name.StartsWith(Reserved, StringComparison.Ordinal)
            ? $"begins with '{Reserved}'"
            : null;
    }

    private static int? LengthOf(string name)
    {
        try
        {
            return Strict.GetByteCount(name);
        }
        catch (EncoderFallbackException)
        {
            return null;
        }
    }

    [GeneratedRegex(
        @"\A[a-z0-9]([a-z0-9_-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9_-]*[a-z0-9])?)*\z",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex BucketPattern();
}
