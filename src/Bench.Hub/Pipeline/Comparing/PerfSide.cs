using Bench.Model.Hub;

namespace Bench.Hub.Pipeline.Comparing;

/// <summary>One iteration of stage C.</summary>
/// <param name="Archive">Where it was read from.</param>
public sealed record ArchivedIteration(string Archive, HubPerfSummary Summary)
{
    /// <summary>Modules that failed took less time, or none: the others then had the host to themselves.</summary>
    public bool IsWhole => Summary.Totals.Failed == 0;

    /// <summary>Why it is not compared.</summary>
    public string WhyNot =>
        FormattableString.Invariant(
            $"{Archive}: {Summary.Totals.Failed} of {Summary.Totals.Modules} modules failed"
        );
}

/// <summary>One side of a comparison: iterations of one set of options.</summary>
public sealed record PerfSide(string Name, IReadOnlyList<ArchivedIteration> Iterations)
{
    /// <summary>Those whose figures count.</summary>
    public IReadOnlyList<HubPerfSummary> Compared =>
        [.. Iterations.Where(i => i.IsWhole).Select(i => i.Summary)];

    /// <summary>Those in which modules failed: faster by what they did not do.</summary>
    public IReadOnlyList<ArchivedIteration> LeftOut => [.. Iterations.Where(i => !i.IsWhole)];
}
