using Bench.Model.Hub;
using Bench.Statistics.Intervals;
using Bench.Statistics.Samples;

namespace Bench.Hub.Pipeline.Comparing;

/// <summary>What a comparison says of one figure.</summary>
public enum PerfVerdict
{
    /// <summary>The interval of the ratio does not reach 1, and the figure is smaller.</summary>
    Better,

    /// <summary>It does not reach 1, and the figure is larger.</summary>
    Worse,

    /// <summary>It holds 1.</summary>
    Undecided,

    /// <summary>There is no interval: fewer iterations than it takes.</summary>
    TooFew,
}

/// <summary>A duration of both sides, in seconds.</summary>
/// <param name="Name">A phase, or an operation of modules.</param>
/// <param name="Baseline">One value for each iteration.</param>
/// <param name="Candidate">One value for each iteration.</param>
/// <param name="Ratio">Candidate ÷ baseline, iterations that are compared paired in order.</param>
public sealed record PerfRow(
    string Name,
    SampleSummary Baseline,
    SampleSummary Candidate,
    IntervalResult Ratio
)
{
    public PerfVerdict Verdict =>
        Ratio.Interval is not { } interval ? PerfVerdict.TooFew
        : interval.Contains(1) ? PerfVerdict.Undecided
        : interval.High < 1 ? PerfVerdict.Better
        : PerfVerdict.Worse;
}

/// <summary>
/// Compares sides by phases, and by the distribution over modules: each iteration's quantile of its modules is one value,
/// as modules of one iteration share its fate and are no independent observations. Iterations with failed modules are left out.
/// </summary>
public sealed record PerfComparison(IReadOnlyList<PerfRow> Rows, IReadOnlyList<string> Differences)
{
    private static readonly double[] Quantiles = [0.5, 0.9, 0.99];

    /// <summary>Beyond a quantile there must be so many modules, or it is one of luck.</summary>
    private const int BeyondQuantile = 10;

    public static PerfComparison Of(PerfSide baseline, PerfSide candidate) =>
        new(
            [
                .. Figures(baseline)
                    .Select(figure => Row(figure, baseline, candidate))
                    .OfType<PerfRow>(),
            ],
            [.. DifferencesOf(baseline, candidate)]
        );

    private static PerfRow? Row(
        (string Name, Func<HubPerfSummary, double?> Of) figure,
        PerfSide baseline,
        PerfSide candidate
    )
    {
        var (left, right) = (Values(baseline, figure.Of), Values(candidate, figure.Of));
        if (left.Length == 0 || right.Length == 0)
        {
            return null;
        }
        var pairs = left.Zip(right, (b, c) => new BlockPair(b, c)).Where(pair => pair.Baseline > 0);
        return new(
            figure.Name,
            SampleSummary.Of(left),
            SampleSummary.Of(right),
            PairedRatio.Of(pairs, new BootstrapOptions { Seed = 1 })
        );
    }

    private static double[] Values(PerfSide side, Func<HubPerfSummary, double?> figure) =>
        [.. side.Compared.Select(figure).OfType<double>()];

    private static IEnumerable<(string Name, Func<HubPerfSummary, double?> Of)> Figures(
        PerfSide side
    )
    {
        foreach (var name in side.Compared.SelectMany(i => i.Phases).Select(p => p.Name).Distinct())
        {
            yield return (
                name,
                iteration =>
                    iteration
                        .Phases.Where(p => p.Name == name)
                        .Select(p => (double?)p.Seconds)
                        .FirstOrDefault()
            );
        }
        foreach (var (name, of) in ModuleFigures)
        {
            foreach (var p in Quantiles)
            {
                yield return (
                    FormattableString.Invariant($"{name} of a module, p{p * 100:0}"),
                    iteration => QuantileOf(iteration, of, p)
                );
            }
        }
    }

    private static readonly (string Name, Func<HubModuleSummary, double?> Of)[] ModuleFigures =
    [
        ("provision", module => module.ProvisionSeconds),
        ("hydrate", module => module.HydrateSeconds),
        ("deprovision", module => module.DeprovisionSeconds),
    ];

    private static double? QuantileOf(
        HubPerfSummary iteration,
        Func<HubModuleSummary, double?> figure,
        double p
    )
    {
        double[] values = [.. iteration.Modules.Select(figure).OfType<double>()];
        var summary = SampleSummary.OfOrNull(values);
        return summary is null || (p > 0.5 && values.Length * (1 - p) < BeyondQuantile)
            ? null
            : summary.Quantile(p);
    }

    /// <summary>What differs besides the figures, and may be the cause.</summary>
    private static IEnumerable<string> DifferencesOf(PerfSide baseline, PerfSide candidate)
    {
        IEnumerable<(string Name, Func<HubPerfSummary, object?> Of)> facts =
        [
            ("host", s => s.HostName),
            ("processors", s => s.ProcessorCount),
            ("bench version", s => s.BenchVersion),
            ("baseline digest", s => s.Baseline.Digest),
            ("backend", s => s.Options.Backend),
            ("bucket", s => s.Options.Bucket),
            ("dehydration", s => s.Options.Dehydration),
            ("wiped hub", s => s.Options.WipedHub),
            ("cold backend", s => s.Options.ColdBackend),
            // Summaries of older versions do not tell; they were of packs.
            ("pack", s => s.Options.Pack ?? true),
            ("pack threshold", s => s.Options.PackThresholdBytes),
            ("provision threads", s => s.Options.ProvisionThreads),
            ("hydration threads", s => s.Options.HydrationThreads),
            ("hub", s => s.Options.HubUrl ?? s.Options.HubCommand),
            ("modules", s => s.Totals.Modules),
        ];
        foreach (var (name, of) in facts)
        {
            var (left, right) = (Words(baseline, of), Words(candidate, of));
            if (left != right)
            {
                yield return $"{name}: {left} → {right}";
            }
        }
    }

    private static string Words(PerfSide side, Func<HubPerfSummary, object?> of) =>
        string.Join(
            ", ",
            side.Compared.Select(i =>
                    Convert.ToString(of(i), System.Globalization.CultureInfo.InvariantCulture)
                )
                .Select(word => string.IsNullOrEmpty(word) ? "default" : word)
                .Distinct(StringComparer.Ordinal)
        );
}
