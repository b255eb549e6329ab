using System.Globalization;
using System.Text.RegularExpressions;

namespace Bench.Testing.Gcs.Protocol;

/// <summary>What a part of an upload says of itself: <c>bytes 0-99/*</c>, <c>bytes 0-99/100</c>, <c>bytes */100</c>.</summary>
/// <param name="First">Null for a question.</param>
/// <param name="Last">Null for a question.</param>
/// <param name="Total">Null while it is not known.</param>
internal sealed partial record ContentRange(long? First, long? Last, long? Total)
{
    public bool IsQuestion => First is null;

    public static ContentRange Parse(string text)
    {
        var match = Pattern().Match(text);
        if (!match.Success)
        {
            throw ApiException.Invalid($"Failed to parse Content-Range header '{text}'.");
        }
        var range = new ContentRange(
            Number(match, "first"),
            Number(match, "last"),
            Number(match, "total")
        );
        return range.Last < range.First || range.Total <= range.Last
            ? throw ApiException.Invalid($"Invalid Content-Range header '{text}'.")
            : range;
    }

    private static long? Number(Match match, string group) =>
        match.Groups[group].Success
            ? long.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture)
            : null;

    [GeneratedRegex(
        @"\Abytes (\*|(?<first>\d{1,18})-(?<last>\d{1,18}))/(\*|(?<total>\d{1,18}))\z",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Pattern();
}
