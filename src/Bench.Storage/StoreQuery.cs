using System.Text;

namespace Bench.Storage;

/// <summary>The settings at the end of a bucket's URI.</summary>
internal static class StoreQuery
{
    /// <summary>Names and decoded values, in order.</summary>
    /// <param name="query">With its question mark; may be empty.</param>
    /// <param name="refused">Makes the error of a reason and a remedy.</param>
    public static IReadOnlyList<(string Name, string Value)> Parse(
        string query,
        Func<string, string, Exception> refused
    )
    {
        var settings = new List<(string Name, string Value)>();
        foreach (var text in query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                throw refused(
                    $"a setting is written name=value, not '{text[..Math.Max(0, equals)]}'",
                    "separate settings by &, and quote the URI in a shell"
                );
            }
            var name = text[..equals];
            if (settings.Exists(setting => setting.Name == name))
            {
                throw refused($"the setting '{name}' is there twice", "give it once");
            }
            settings.Add((name, Uri.UnescapeDataString(text[(equals + 1)..])));
        }
        return settings;
    }

    /// <summary>A value as it stands in a query: only what would change its meaning is escaped.</summary>
    public static string Encoded(string value)
    {
        var text = new StringBuilder(value.Length);
        foreach (var character in value)
        {
            text.Append(
                character is '%' or '&' or '#' or '?' or ' ' or '"' or '\''
                    ? Uri.HexEscape(character)
                    : character.ToString()
            );
        }
        return text.ToString();
    }
}
