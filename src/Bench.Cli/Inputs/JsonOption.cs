using System.CommandLine;

namespace Bench.Cli.Inputs;

/// <summary><c>--json</c>: standard output holds the document and nothing else; what is for people goes to standard error.</summary>
internal static class JsonOption
{
    public static Option<bool> Report() =>
        new("--json") { Description = "Print report.json at the end." };

    public static Option<bool> Document() =>
        new("--json")
        {
            Description = "Print one JSON document; what is for people goes to standard error.",
        };

    /// <summary>Where words for people go.</summary>
    public static TextWriter People(bool json) => json ? Console.Error : Console.Out;
}
