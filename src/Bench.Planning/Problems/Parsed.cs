namespace Bench.Planning.Problems;

/// <summary>What was read, as far as it could be read, and what is wrong with it.</summary>
/// <param name="Value">Absent when nothing of it could be read; else without the parts that have errors.</param>
public sealed record Parsed<T>(T? Value, IReadOnlyList<Problem> Problems)
    where T : class
{
    public bool HasErrors => ProblemSummary.HasErrors(Problems);
}
