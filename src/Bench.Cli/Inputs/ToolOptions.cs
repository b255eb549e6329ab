using System.CommandLine;
using Bench.Model.Runs;
using Bench.Mounts.ToolSources;
using Bench.Mounts.ToolSources.Files;
using Bench.Planning.Inputs;
using Bench.Planning.Problems;

namespace Bench.Cli.Inputs;

/// <summary>The options that say where the mount tool's program comes from.</summary>
internal sealed class ToolOptions
{
    private readonly Option<string?> _source = new("--tool-source")
    {
        Description =
            "YAML or JSON file: repository, build commands and releases of the mount tool (built in for gcsfuse).",
    };
    private readonly Option<string?> _cache = new("--tool-cache")
    {
        Description =
            "Folder of the hosts for built and downloaded mount tools. Default: bench-tools in the user's cache folder.",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_source);
        command.Options.Add(_cache);
    }

    /// <summary>The options with the source of the mount kind's program.</summary>
    public RunOptions AddTo(RunOptions options, ParseResult parsed, List<Problem> problems) =>
        options with
        {
            ToolSource = parsed.GetValue(_source) is { } path
                ? Read(path, problems)
                : BuiltInSources.Of(options.Mount),
            ToolCache = parsed.GetValue(_cache) is { } cache ? Path.GetFullPath(cache) : null,
        };

    private ToolSource? Read(string path, List<Problem> problems)
    {
        if (PlanInputs.Source(path, _source, problems) is not { } file)
        {
            return null;
        }
        var read = ToolSourceFile.Read(file);
        problems.AddRange(read.Problems);
        return read.Value;
    }
}
