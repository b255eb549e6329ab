namespace Bench.Mounts.ToolSources;

/// <summary>How a program would be had on this machine.</summary>
/// <param name="Path">Its file, if it is there already; null where it is yet to be got.</param>
/// <param name="Words">What it is, or where it would come from.</param>
public sealed record ToolOutlook(string? Path, string Words)
{
    internal static ToolOutlook Of(Tool tool) =>
        new(tool.Path, $"{tool.Version ?? tool.Commit ?? "no version told"}, {tool.Path}");
}
