using Bench.Model.Runs;

namespace Bench.Cli.Output;

/// <summary>What one config's commit means.</summary>
internal sealed record PlanTool
{
    public required string ConfigLabel { get; init; }
    public required string Commit { get; init; }

    /// <summary>Absent where it could not be told without a clone or the network; <c>bench run</c> resolves it.</summary>
    public string? ResolvedCommit { get; init; }
}

/// <summary>The mount tool's programs of a plan.</summary>
internal static class PlanTools
{
    public static IReadOnlyList<PlanTool>? Of(RunConfig config) =>
        config.Options.ToolSource is null
            ? null
            :
            [
                .. config.Configs.Select(one => new PlanTool
                {
                    ConfigLabel = one.Label,
                    Commit = one.Commit,
                    ResolvedCommit = one.ResolvedCommit,
                }),
            ];

    /// <summary>A table below the plan, where there is anything to tell.</summary>
    public static void Write(TextWriter output, RunConfig config, string? unresolved)
    {
        if (Of(config) is not { } tools)
        {
            return;
        }
        var table = new TextTable(
            ("config", false),
            ("commit", false),
            ($"{config.Options.ToolSource!.Name} resolved", false)
        );
        foreach (var tool in tools)
        {
            table.Add(tool.ConfigLabel, tool.Commit, tool.ResolvedCommit ?? "unresolved");
        }
        output.WriteLine();
        table.Write(output);
        if (unresolved is not null)
        {
            output.WriteLine($"unresolved: {TextTable.CleanLines(unresolved)}");
        }
    }
}
