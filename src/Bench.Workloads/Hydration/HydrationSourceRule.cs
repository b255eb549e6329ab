using Bench.Planning.Problems;
using Bench.Planning.Validators;

namespace Bench.Workloads.Hydration;

/// <summary>Modules are synthetic or those of a preserved baseline, not both; a baseline is where its backend is.</summary>
internal sealed class HydrationSourceRule : IPlanRule
{
    private static readonly string[] Synthetic =
    [
        HydrationColumns.Modules,
        HydrationColumns.Files,
        HydrationColumns.Size,
        HydrationColumns.Duplicates,
        HydrationColumns.Seed,
    ];

    public string Name => "hydration-source";

    public IEnumerable<Problem> Check(PlanDraft draft)
    {
        foreach (
            var test in draft.TestCases.Where(test =>
                test.Workload == HydrationWorkload.WorkloadName
                && !HydrationValuesRule.BadColumns(test).Any()
            )
        )
        {
            var settings = HydrationSettings.Of(test.Params);
            if (settings.Seeded is not { } seeded)
            {
                continue;
            }
            foreach (
                var column in Synthetic.Where(column =>
                    test.Params.GetValueOrDefault(column, "").Length > 0
                )
            )
            {
                yield return draft.OfTest(
                    test,
                    column,
                    $"is of synthetic modules, and column {HydrationColumns.Seeded} names a baseline that has its own",
                    "leave one of the two cells empty"
                );
            }
            if (!IsBeside(seeded, settings))
            {
                yield return draft.OfTest(
                    test,
                    HydrationColumns.Seeded,
                    $"is not where backend '{settings.Backend}' can copy it",
                    $"with backend {HydrationColumns.FileBackend} name a folder; with a bucket a prefix of the same bucket, with the same settings"
                );
            }
        }
    }

    private static bool IsBeside(string seeded, HydrationSettings settings) =>
        settings.IsFile
            ? Path.IsPathFullyQualified(seeded)
            : HydrationColumns.IsBucket(seeded)
                && HydrationPlaces.Split(seeded).Root
                    == HydrationPlaces.Split(settings.Backend).Root;
}
