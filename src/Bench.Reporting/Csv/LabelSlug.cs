using System.Globalization;
using System.Text.RegularExpressions;
using Bench.Reporting.Model;

namespace Bench.Reporting.Csv;

/// <summary>Parts of file names made from config labels.</summary>
public static partial class LabelSlug
{
    private const int LongestSlug = 48;

    /// <summary>A file name part for each config, by config id; no two are equal, also where case does not count.</summary>
    public static IReadOnlyDictionary<int, string> Of(IEnumerable<ReportConfig> configs)
    {
        var slugs = new Dictionary<int, string>();
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var config in configs.OrderBy(c => c.ConfigId))
        {
            var slug = Others().Replace(config.Label.ToLowerInvariant(), "-").Trim('-');
            slug = slug.Length > LongestSlug ? slug[..LongestSlug].Trim('-') : slug;
            var number = config.ConfigId.ToString(CultureInfo.InvariantCulture);
            slug = slug.Length == 0 ? $"config-{number}" : slug;
            while (!taken.Add(slug))
            {
                slug = $"{slug}-{number}";
            }
            slugs.Add(config.ConfigId, slug);
        }
        return slugs;
    }

    [GeneratedRegex(
        "[^a-z0-9]+",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Others();
}
