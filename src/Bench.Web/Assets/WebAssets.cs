using System.Collections.Concurrent;
using System.Text;

namespace Bench.Web.Assets;

/// <summary>
/// The script libraries that pages embed, as the lock file names them, and what pages of services share. They are part of
/// the assembly, so that a page made from them needs no network.
/// </summary>
public static class WebAssets
{
    /// <summary>Vega, the grammar that charts run on.</summary>
    public const string Vega = "vega.min.js";

    /// <summary>Vega-Lite, which compiles short chart descriptions to Vega.</summary>
    public const string VegaLite = "vega-lite.min.js";

    /// <summary>Vega-Embed, which puts a chart into a page.</summary>
    public const string VegaEmbed = "vega-embed.min.js";

    /// <summary>The licence text that must go with the three libraries.</summary>
    public const string VegaLicence = "vega.LICENSE";

    /// <summary>uPlot, which draws the charts of live pages.</summary>
    public const string Plot = "uPlot.iife.min.js";

    /// <summary>The style that uPlot's charts need.</summary>
    public const string PlotStyle = "uPlot.min.css";

    /// <summary>The licence text that must go with uPlot.</summary>
    public const string PlotLicence = "uPlot.LICENSE";

    /// <summary>What services and reports look like: colours, text and tables.</summary>
    public static IReadOnlyList<string> Styles { get; } = ["colours.css", "text.css", "tables.css"];

    /// <summary>What all pages of services have beside that: forms and frames, states, and the choice of a theme.</summary>
    public static IReadOnlyList<string> OfPages { get; } =
    [.. Styles, "page.css", "states.css", "theme.js"];

    private static readonly ConcurrentDictionary<string, string> Texts = new(
        StringComparer.Ordinal
    );

    /// <summary>The names of all assets, in ordinal order.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [.. typeof(WebAssets).Assembly.GetManifestResourceNames().Order(StringComparer.Ordinal)];

    /// <summary>The text of an asset.</summary>
    /// <exception cref="ArgumentException">There is no asset of that name.</exception>
    public static string Read(string name) => Texts.GetOrAdd(name, Load);

    private static string Load(string name)
    {
        using var stream =
            typeof(WebAssets).Assembly.GetManifestResourceStream(name)
            ?? throw new ArgumentException(
                $"There is no web asset '{name}'; there are {string.Join(", ", Names)}.",
                nameof(name)
            );
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
