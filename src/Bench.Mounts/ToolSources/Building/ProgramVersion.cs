using System.Text.RegularExpressions;
using Bench.Model.Runs;

namespace Bench.Mounts.ToolSources.Building;

/// <summary>What a program says its version is.</summary>
internal sealed partial class ProgramVersion(ToolHost host, ToolSource source)
{
    private static readonly IReadOnlyList<string> Usual = ["--version"];

    /// <summary>Null if it does not say.</summary>
    public async Task<string?> ReadAsync(string program, CancellationToken cancel)
    {
        using var scratch = new Scratch();
        var commands = new ToolCommands(host, new Dictionary<string, string?>());
        var output = $"{scratch.Folder}.out";
        var result = await commands.RunAsync(
            [program, .. source.VersionArguments ?? Usual],
            scratch.Folder,
            output,
            output,
            host.Limits.Version,
            cancel
        );
        return result.Succeeded ? Find(await File.ReadAllTextAsync(output, cancel)) : null;
    }

    /// <summary>The word after "version", else the first word with dots and digits.</summary>
    public static string? Find(string text)
    {
        var named = AfterVersion().Match(text);
        var found = named.Success ? named : Numbers().Match(text);
        return found.Success ? found.Groups["version"].Value : null;
    }

    [GeneratedRegex(
        @"\bversion:?\s+v?(?<version>[0-9A-Za-z][0-9A-Za-z._+~-]*)",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex AfterVersion();

    [GeneratedRegex(
        @"\bv?(?<version>[0-9]+\.[0-9]+[0-9A-Za-z._+~-]*)",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Numbers();
}
