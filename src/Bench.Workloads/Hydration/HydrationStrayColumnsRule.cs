using Bench.Planning.Problems;
using Bench.Planning.Validators;

namespace Bench.Workloads.Hydration;

/// <summary>A column that hub-hydration does not know may be one of remarks, and may be one that was misspelt.</summary>
internal sealed class HydrationStrayColumnsRule : IPlanRule
{
    public string Name => "hydration-stray-columns";

    /// <summary>Each column is told once, at its first value.</summary>
    public IEnumerable<Problem> Check(PlanDraft draft) =>
        draft
            .TestCases.Where(test => test.Workload == HydrationWorkload.WorkloadName)
            .SelectMany(test => test.Params.Select(parameter => (test, parameter)))
            .Where(cell =>
                cell.parameter.Value.Length > 0
                && !HydrationColumns.ByName.ContainsKey(cell.parameter.Key)
            )
            .DistinctBy(cell => cell.parameter.Key)
            .Select(cell =>
                draft.OfTest(
                    cell.test,
                    cell.parameter.Key,
                    $"changes nothing: {HydrationWorkload.WorkloadName} has no such column",
                    $"its columns are {string.Join(", ", HydrationColumns.All.Select(column => column.Name))}"
                ) with
                {
                    Severity = ProblemSeverity.Warning,
                }
            );
}
