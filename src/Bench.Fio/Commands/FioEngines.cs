namespace Bench.Fio.Commands;

/// <summary>The I/O engines that a fio has, as <c>fio --enghelp</c> lists them.</summary>
public static class FioEngines
{
    /// <summary>Asks for the list.</summary>
    public static IReadOnlyList<string> Arguments { get; } = ["--enghelp"];

    /// <summary>fio's own words for one engine, which are not in the list.</summary>
    private static readonly Dictionary<string, string> s_aliases = new(StringComparer.Ordinal)
    {
        ["linuxaio"] = "libaio",
    };

    private const string Headline = "Available IO engines:";

    /// <summary>The engines' names, the lines after the headline; null for a text that is no such list.</summary>
    public static IReadOnlySet<string>? Parse(string text)
    {
        var begin = text.IndexOf(Headline, StringComparison.Ordinal);
        return begin < 0
            ? null
            : text[(begin + Headline.Length)..]
                .Split('\n')
                .Select(line => line.Trim())
                .Where(line => line.Length > 0)
                .ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>The engine's name in the list, of the value of <c>ioengine</c>; <c>external:…</c> has none.</summary>
    public static string? NameOf(string value)
    {
        var name = value.Split(':')[0];
        return name == "external" ? null : s_aliases.GetValueOrDefault(name, name);
    }
}
