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

    /// <summary>The engines' names: every line but the headline.</summary>
    public static IReadOnlySet<string> Parse(string text) =>
        text.Split('\n')
            .Select(line => line.Trim())
            .Where(line => line.Length > 0 && !line.EndsWith(':'))
            .ToHashSet(StringComparer.Ordinal);

    /// <summary>The engine's name in the list, of the value of <c>ioengine</c>; <c>external:…</c> has none.</summary>
    public static string? NameOf(string value)
    {
        var name = value.Split(':')[0];
        return name == "external" ? null : s_aliases.GetValueOrDefault(name, name);
    }
}
