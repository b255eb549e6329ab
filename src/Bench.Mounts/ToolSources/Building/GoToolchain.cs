using System.Globalization;
using System.Text.RegularExpressions;

namespace Bench.Mounts.ToolSources.Building;

/// <summary>Whether the Go that is there can build a checkout, judged before it spends minutes on failing.</summary>
internal sealed partial class GoToolchain(ToolCommands commands, TimeSpan limit)
{
    /// <summary>From here on the go command fetches a newer Go by itself.</summary>
    private static readonly Version FetchesNewer = new(1, 21);

    /// <summary>The Go version that go.mod asks for; null without one.</summary>
    public static Version? Wanted(string checkout)
    {
        var path = Path.Combine(checkout, "go.mod");
        if (!File.Exists(path))
        {
            return null;
        }
        var found = GoLine().Match(File.ReadAllText(path));
        return found.Success ? Version.Parse(found.Groups["version"].Value) : null;
    }

    /// <exception cref="ToolSourceException">There is no Go, or it is too old.</exception>
    public async Task CheckAsync(string what, string checkout, CancellationToken cancel)
    {
        var wanted = Wanted(checkout);
        if (commands.Find("go") is not { } path)
        {
            throw new ToolSourceException(
                $"{what} needs {Named(wanted)}, and there is no go on the PATH; {Remedy}"
            );
        }
        var found = await FoundAsync(checkout, cancel);
        if (wanted is not null && found < wanted && found < FetchesNewer)
        {
            throw new ToolSourceException(
                $"{what} needs {Named(wanted)}, and {path} is Go {found}; {Remedy}"
            );
        }
    }

    /// <summary>What to add to the message of a failed build; empty if Go is new enough.</summary>
    public async Task<string> HintAsync(string checkout, CancellationToken cancel)
    {
        var wanted = Wanted(checkout);
        var found = await FoundAsync(checkout, cancel);
        return wanted is not null && found < wanted
            ? $"; {Named(wanted)} is wanted, and Go {found} must fetch it from the network first"
            : "";
    }

    private const string Remedy =
        "install it (https://go.dev/dl), or name a release (v2.5.0), a program (path:/…) or 'installed' in the commit column";

    private static string Named(Version? version) =>
        version is null
            ? "Go"
            : string.Create(CultureInfo.InvariantCulture, $"Go {version} (of its go.mod)");

    /// <summary>The version of the go command itself, not of one that it would fetch.</summary>
    public async Task<Version?> FoundAsync(string checkout, CancellationToken cancel)
    {
        var outside = Directory.CreateDirectory($"{checkout}.go").FullName;
        var result = await commands.RunAsync(["go", "version"], outside, limit, cancel);
        var found = GoWord().Match(await File.ReadAllTextAsync(result.OutputPath, cancel));
        return found.Success ? Version.Parse(found.Groups["version"].Value) : null;
    }

    [GeneratedRegex(
        @"^go\s+(?<version>[0-9]+\.[0-9]+(\.[0-9]+)?)",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex GoLine();

    [GeneratedRegex(
        @"\bgo(?<version>[0-9]+\.[0-9]+(\.[0-9]+)?)",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex GoWord();
}
