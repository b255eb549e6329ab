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
        var hydrated = Figures(totals.Files, totals.Bytes, totals.MovedBytes, totals.Requests);
        output.WriteLine($"  {totals.Ok} of {totals.Modules} modules ok{hydrated}");
        if (totals.Dehydrated is { } back)
        {
            output.WriteLine(
                $"  {back.Modules} modules written back{Figures(back.Files, back.Bytes, back.MovedBytes, back.Requests)}"
            );
        }
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

    /// <summary>Empty where the hub does not tell.</summary>
    private static string Figures(long? files, long? bytes, long? moved, long? requests) =>
        bytes is { } all
            ? $", {files} files, {Human.Bytes(all)}, {Human.Bytes(moved ?? 0)} moved, {requests} requests"
            : "";
}
