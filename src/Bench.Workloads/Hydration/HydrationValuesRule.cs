using Bench.Model.Runs;
using Bench.Planning.Problems;
using Bench.Planning.Validators;

namespace Bench.Workloads.Hydration;

/// <summary>Every value of a hub-hydration test means something to it.</summary>
internal sealed class HydrationValuesRule : IPlanRule
{
    public string Name => "hydration-values";

    public IEnumerable<Problem> Check(PlanDraft draft) =>
        from test in draft.TestCases
        where test.Workload == HydrationWorkload.WorkloadName
        from column in BadColumns(test)
        select draft.OfTest(test, column.Name, column.Reason, column.Remedy);

    /// <summary>Columns of a test whose values are none of theirs.</summary>
    internal static IEnumerable<HydrationColumn> BadColumns(TestCaseSpec test) =>
        HydrationColumns.All.Where(column =>
            test.Params.GetValueOrDefault(column.Name) is { Length: > 0 } value
            && !column.IsGood(value)
        );
}
