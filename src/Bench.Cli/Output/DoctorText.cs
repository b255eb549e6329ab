using Bench.Cli.Doctor;
using Bench.Model.Json;

namespace Bench.Cli.Output;

/// <summary>The doctor's findings for people: a table, then what to do.</summary>
internal static class DoctorText
{
    public static void Write(TextWriter output, IReadOnlyList<CheckResult> results)
    {
        var table = new TextTable(
            ("status", false),
            ("area", false),
            ("check", false),
            ("finding", false)
        );
        foreach (var result in results)
        {
            table.Add(EnumWords.NameOf(result.Status), result.Area, result.Name, result.Detail);
        }
        table.Write(output);
        foreach (
            var result in results.Where(r =>
                r.Remedy is not null && r.Status is CheckStatus.Failed or CheckStatus.Warning
            )
        )
        {
            output.WriteLine();
            output.WriteLine(
                TextTable.Clean($"{result.Area}, {result.Name}: {result.Remedy ?? result.Detail}")
            );
        }
        output.WriteLine();
        output.WriteLine(Verdict(results));
    }

    private static string Verdict(IReadOnlyList<CheckResult> results)
    {
        var failed = results.Count(result => result.Status == CheckStatus.Failed);
        var warnings = results.Count(result => result.Status == CheckStatus.Warning);
        return failed > 0 ? $"not fit: {failed} failed, {warnings} warnings"
            : warnings > 0 ? $"fit, with {warnings} warnings"
            : "fit";
    }
}
