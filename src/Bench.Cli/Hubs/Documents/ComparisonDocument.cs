using System.Text.Json.Serialization;
using Bench.Hub.Pipeline.Comparing;
using Bench.Statistics.Samples;

namespace Bench.Cli.Hubs.Documents;

/// <summary>What <c>bench hub compare --json</c> prints.</summary>
internal sealed record ComparisonDocument
{
    public const string SchemaName = "bench.hub-compare/1";

    public required string Schema { get; init; }

    /// <summary>Whether any figure is worse than its baseline's.</summary>
    public required bool Worse { get; init; }

    /// <summary>Whether any is undecided, or of too few iterations.</summary>
    public required bool Undecided { get; init; }

    /// <summary>Whether any iteration was left out, because modules of it failed.</summary>
    public required bool LeftOut { get; init; }

    /// <summary>One for each side that was compared with the baseline.</summary>
    public required IReadOnlyList<ComparedSides> Comparisons { get; init; }

    public static ComparisonDocument Of(IReadOnlyList<ComparedSides> comparisons)
    {
        var verdicts = comparisons
            .SelectMany(sides => sides.Figures)
            .Select(figure => figure.Verdict)
            .ToHashSet();
        return new()
        {
            Schema = SchemaName,
            Worse = verdicts.Contains(FigureVerdict.Worse),
            Undecided =
                verdicts.Contains(FigureVerdict.Undecided)
                || verdicts.Contains(FigureVerdict.TooFewIterations),
            LeftOut = comparisons.Any(sides =>
                sides.BaselineLeftOut.Count + sides.CandidateLeftOut.Count > 0
            ),
            Comparisons = comparisons,
        };
    }
}

/// <summary>Two sides, and each figure that both have.</summary>
internal sealed record ComparedSides
{
    /// <summary>As they were named.</summary>
    public required string Baseline { get; init; }
    public required string Candidate { get; init; }

    /// <summary>Those that are compared.</summary>
    public required int BaselineIterations { get; init; }
    public required int CandidateIterations { get; init; }

    /// <summary>Iterations in which modules failed: they are in no figure.</summary>
    public required IReadOnlyList<LeftOutIteration> BaselineLeftOut { get; init; }
    public required IReadOnlyList<LeftOutIteration> CandidateLeftOut { get; init; }

    /// <summary>What differs besides the figures, and may be the cause.</summary>
    public required IReadOnlyList<string> Differences { get; init; }
    public required IReadOnlyList<ComparedFigure> Figures { get; init; }

    public static ComparedSides Of(
        PerfSide baseline,
        PerfSide candidate,
        PerfComparison comparison
    ) =>
        new()
        {
            Baseline = baseline.Name,
            Candidate = candidate.Name,
            BaselineIterations = baseline.Compared.Count,
            CandidateIterations = candidate.Compared.Count,
            BaselineLeftOut = [.. baseline.LeftOut.Select(LeftOutIteration.Of)],
            CandidateLeftOut = [.. candidate.LeftOut.Select(LeftOutIteration.Of)],
            Differences = comparison.Differences,
            Figures = [.. comparison.Rows.Select(ComparedFigure.Of)],
        };
}

/// <summary>An iteration in which modules failed.</summary>
internal sealed record LeftOutIteration
{
    public required string Archive { get; init; }
    public required int FailedModules { get; init; }
    public required int Modules { get; init; }

    public static LeftOutIteration Of(ArchivedIteration iteration) =>
        new()
        {
            Archive = iteration.Archive,
            FailedModules = iteration.Summary.Totals.Failed,
            Modules = iteration.Summary.Totals.Modules,
        };
}

/// <summary>A duration of both sides.</summary>
internal sealed record ComparedFigure
{
    /// <summary>A phase, or an operation of modules and the quantile.</summary>
    public required string Name { get; init; }
    public required FigureValues BaselineSeconds { get; init; }
    public required FigureValues CandidateSeconds { get; init; }

    /// <summary>Median of candidate ÷ baseline, iterations paired in order; absent where no pair can be divided.</summary>
    public double? Ratio { get; init; }

    /// <summary>The interval of 95 %; absent with too few iterations.</summary>
    public double? RatioLow { get; init; }
    public double? RatioHigh { get; init; }
    public required FigureVerdict Verdict { get; init; }

    public static ComparedFigure Of(PerfRow row) =>
        new()
        {
            Name = row.Name,
            BaselineSeconds = FigureValues.Of(row.Baseline),
            CandidateSeconds = FigureValues.Of(row.Candidate),
            Ratio = row.Ratio.Estimate,
            RatioLow = row.Ratio.Interval?.Low,
            RatioHigh = row.Ratio.Interval?.High,
            Verdict = row.Verdict switch
            {
                PerfVerdict.Better => FigureVerdict.Better,
                PerfVerdict.Worse => FigureVerdict.Worse,
                PerfVerdict.Undecided => FigureVerdict.Undecided,
                _ => FigureVerdict.TooFewIterations,
            },
        };
}

/// <summary>One value for each iteration.</summary>
internal sealed record FigureValues
{
    public required double Median { get; init; }
    public required double Min { get; init; }
    public required double Max { get; init; }
    public required IReadOnlyList<double> Values { get; init; }

    public static FigureValues Of(SampleSummary sample) =>
        new()
        {
            Median = sample.Median,
            Min = sample.Min,
            Max = sample.Max,
            Values = sample.Values,
        };
}

/// <summary>What a comparison says of one figure.</summary>
internal enum FigureVerdict
{
    [JsonStringEnumMemberName("better")]
    Better,

    [JsonStringEnumMemberName("worse")]
    Worse,

    [JsonStringEnumMemberName("undecided")]
    Undecided,

    [JsonStringEnumMemberName("too_few_iterations")]
    TooFewIterations,
}
