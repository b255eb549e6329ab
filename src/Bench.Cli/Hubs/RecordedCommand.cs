using System.Text.RegularExpressions;
using Bench.Host.Logs;

namespace Bench.Cli.Hubs;

/// <summary>
/// A hub's command as records may keep it: without what secret variables hold, and without the values of options and
/// variables whose names say that they are secrets.
/// </summary>
internal static partial class RecordedCommand
{
    public static string Of(string command) => Of(command, LogRedaction.OfEnvironment());

    public static string Of(string command, LogRedaction redaction) =>
        Values().Replace(redaction.Clean(command), LogRedaction.Instead);

    [GeneratedRegex(
        """(?<=(?:^|[\s"'])[\w-]*(?:secret|token|passw|credential|access[-_]?key|api[-_]?key)[\w-]*(?:=|\s+))(?:"[^"]*"|'[^']*'|[^\s"'{]+)""",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Values();
}
