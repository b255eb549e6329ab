using Bench.Cli.Output;
using Bench.Hub.Pipeline.Comparing;
using Bench.Statistics.Samples;

namespace Bench.Cli.Hubs;

/// <summary>A comparison of iterations as a table.</summary>
internal static class ComparisonText
{
    public static void Write(
        TextWriter output,
        PerfSide baseline,
        PerfSide candidate,
        PerfComparison comparison
    )
    {
        output.WriteLine(
            $"baseline  {baseline.Name} ({baseline.Compared.Count} iterations)\ncandidate {candidate.Name} ({candidate.Compared.Count} iterations)"
        );
        foreach (var left in baseline.LeftOut.Concat(candidate.LeftOut))
        {
            output.WriteLine($"left out  {TextTable.Clean(left.WhyNot)}");
        }
        foreach (var difference in comparison.Differences)
        {
            output.WriteLine($"differs in {TextTable.Clean(difference)}");
        }
        var table = new TextTable(
            ("seconds", false),
            ("baseline", true),
            ("range", true),
            ("candidate", true),
            ("range", true),
            ("ratio", true),
            ("95 %", true),
            ("verdict", false)
        );
        foreach (var row in comparison.Rows)
        {
            table.Add(
                row.Name,
                Number(row.Baseline.Median),
                Range(row.Baseline),
                Number(row.Candidate.Median),
                Range(row.Candidate),
                row.Ratio.Estimate is { } ratio ? Number(ratio) : "-",
                row.Ratio.Interval is { } interval
                    ? $"{Number(interval.Low)}–{Number(interval.High)}"
                    : "-",
                Word(row.Verdict)
            );
        }
        table.Write(output);
    }

    private static string Word(PerfVerdict verdict) =>
        verdict switch
        {
            PerfVerdict.Better => "better",
            PerfVerdict.Worse => "WORSE",
            PerfVerdict.Undecided => "undecided",
            _ => "too few iterations",
        };

    private static string Range(SampleSummary values) =>
        $"{Number(values.Min)}–{Number(values.Max)}";

    private static string Number(double value) => FormattableString.Invariant($"{value:0.000}");
}
