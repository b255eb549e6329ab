using Bench.Model.Results;
using Bench.Reporting.Model;
using Bench.Statistics.Samples;

namespace Bench.Reporting.Aggregation;

/// <summary>Durations of phases over iterations. A phase that occurs twice in one iteration counts with its sum.</summary>
internal static class PhaseTable
{
    /// <summary>The phase whose time is measuring, in every workload.</summary>
    public const string Measure = "measure";

    /// <summary>By name in order of first appearance; nested phases as <c>outer/inner</c>.</summary>
    public static IReadOnlyDictionary<string, PhaseSummary> Of(
        IEnumerable<IReadOnlyList<PhaseSpan>> iterations
    )
    {
        var seconds = new OrderedDictionary<string, List<double>>(StringComparer.Ordinal);
        foreach (var iteration in iterations)
        {
            foreach (var (name, duration) in Sums(iteration))
            {
                if (!seconds.TryGetValue(name, out var list))
                {
                    seconds.Add(name, list = []);
                }
                list.Add(duration);
            }
        }
        var table = new OrderedDictionary<string, PhaseSummary>(StringComparer.Ordinal);
        foreach (var (name, durations) in seconds)
        {
            var summary = SampleSummary.Of(durations);
            table.Add(
                name,
                new PhaseSummary
                {
                    Median = summary.Median,
                    Min = summary.Min,
                    Max = summary.Max,
                }
            );
        }
        return table;
    }

    /// <summary>Seconds that an iteration measured.</summary>
    public static double MeasuredSeconds(IReadOnlyList<PhaseSpan> phases) =>
        phases
            .Where(p => string.Equals(p.Name, Measure, StringComparison.Ordinal))
            .Sum(p => p.DurationSeconds);

    private static OrderedDictionary<string, double> Sums(IReadOnlyList<PhaseSpan> phases)
    {
        var sums = new OrderedDictionary<string, double>(StringComparer.Ordinal);
        AddTo(sums, "", phases);
        return sums;
    }

    private static void AddTo(
        OrderedDictionary<string, double> sums,
        string prefix,
        IReadOnlyList<PhaseSpan> phases
    )
    {
        foreach (var phase in phases)
        {
            var name = prefix + phase.Name;
            sums[name] = sums.GetValueOrDefault(name) + phase.DurationSeconds;
            AddTo(sums, name + "/", phase.Phases ?? []);
        }
    }
}
