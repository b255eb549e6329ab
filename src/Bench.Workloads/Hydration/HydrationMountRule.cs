using Bench.Planning.Problems;
using Bench.Planning.Validators;

namespace Bench.Workloads.Hydration;

/// <summary>A backend of files needs locks and renames, which mounted buckets do not have.</summary>
internal sealed class HydrationMountRule : IPlanRule
{
    private const string Directory = "directory";

    public string Name => "hydration-mount";

    public IEnumerable<Problem> Check(PlanDraft draft) =>
        from test in draft.TestCases
        where draft.Options.Mount != Directory
        where test.Workload == HydrationWorkload.WorkloadName
        where !HydrationValuesRule.BadColumns(test).Any()
        where HydrationSettings.Of(test.Params).IsFile
        select draft.OfTest(
            test,
            HydrationColumns.Backend,
            $"is a folder of the test data, which --mount {draft.Options.Mount} takes from a bucket",
            "use --mount directory, or name the bucket itself as the backend: s3://bucket/prefix"
        );
}
