using System.Globalization;
using System.Text.RegularExpressions;

namespace Bench.Hub.Instances.Processes;

/// <summary>How instances of a program are started and spoken to. No shell is involved.</summary>
public sealed partial record InstanceCommand
{
    /// <summary>A path, or a name looked up in PATH.</summary>
    public required string Program { get; init; }

    /// <summary>
    /// Each with its placeholders: <c>{port} {data_dir} {module} {log_file} {config} {http} {http_threads} {core_limit}</c>.
    /// An argument whose <c>{config}</c> or <c>{http}</c> was not given is left out.
    /// </summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Path and query that answers 2xx when it is well.</summary>
    public string HealthPath { get; init; } = "/health";

    /// <summary>POST asks for a garbage collection; empty for a program that has none.</summary>
    public string CollectionPath { get; init; } = "/admin/gc";

    /// <summary>
    /// GET tells of the collection by a JSON member <c>status</c>; empty when the reply to the request itself says that it is
    /// done.
    /// </summary>
    public string CollectionStatusPath { get; init; } = "/admin/gc";

    /// <summary>GET gives a text that is another one after it was used; empty for none: then only the hub's proxy tells.</summary>
    public string ActivityPath { get; init; } = "";

    /// <summary>A configuration file of the program's own; null for none.</summary>
    public string? Config { get; init; }

    /// <summary>Which HTTP server the program uses; null for its own choice.</summary>
    public string? Http { get; init; }

    /// <summary>0 leaves it to the program.</summary>
    public int HttpThreads { get; init; }

    /// <summary>0 leaves it to the program.</summary>
    public int CoreLimit { get; init; }

    /// <summary>The arguments of one instance.</summary>
    public IReadOnlyList<string> ArgumentsOf(InstanceStart start, int port)
    {
        var values = Values(start, port);
        return
        [
            .. Arguments
                .Where(argument =>
                    Placeholder()
                        .Matches(argument)
                        .All(m => values[m.Groups["name"].Value] is not null)
                )
                .Select(argument =>
                    Placeholder().Replace(argument, m => values[m.Groups["name"].Value]!)
                ),
        ];
    }

    private Dictionary<string, string?> Values(InstanceStart start, int port) =>
        new(StringComparer.Ordinal)
        {
            ["port"] = Text(port),
            ["data_dir"] = start.DataFolder,
            ["module"] = start.Module.ToString(),
            ["log_file"] = start.LogFile,
            ["config"] = Config,
            ["http"] = Http,
            ["http_threads"] = Text(HttpThreads),
            ["core_limit"] = Text(CoreLimit),
        };

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(
        @"\{(?<name>port|data_dir|module|log_file|config|http|http_threads|core_limit)\}",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Placeholder();
}
