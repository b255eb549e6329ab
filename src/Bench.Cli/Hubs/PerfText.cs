using Bench.Cli.Output;
using Bench.Model.Hub;
using Bench.Model.Units;

namespace Bench.Cli.Hubs;

/// <summary>An iteration in words for people.</summary>
internal static class PerfText
{
    private const int ShownErrors = 5;

    public static void Write(TextWriter output, HubPerfSummary summary, string archive)
    {
        var phases = string.Join(
            ", ",
            summary.Phases.Select(phase =>
                FormattableString.Invariant($"{phase.Name} {phase.Seconds:0.000} s")
            )
        );
        output.WriteLine($"{archive}: {phases}");
        var totals = summary.Totals;
        var bytes = totals.Bytes is { } hydrated
            ? $", {totals.Files} files, {Human.Bytes(hydrated)}, {Human.Bytes(totals.MovedBytes ?? 0)} moved, {totals.Requests} requests"
            : "";
        output.WriteLine($"  {totals.Ok} of {totals.Modules} modules ok{bytes}");
        var failed = summary.Modules.Where(module => module.Error is not null).ToList();
        foreach (var module in failed.Take(ShownErrors))
        {
            output.WriteLine($"  {module.Module}: {TextTable.CleanLines(module.Error!)}");
        }
        if (failed.Count > ShownErrors)
        {
            output.WriteLine($"  and {failed.Count - ShownErrors} more in summary.json");
        }
    }
}
