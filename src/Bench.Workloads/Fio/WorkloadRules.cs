using Bench.Fio.JobFiles;
using Bench.Fio.Placeholders;
using Bench.Fio.Values;
using Bench.Model.Runs;
using Bench.Planning.Inputs;
using Bench.Planning.Problems;
using Bench.Planning.Validators;
using Bench.Workloads.DataSets;
using Bench.Workloads.Hydration;

namespace Bench.Workloads.Fio;

/// <summary>The rules of planning that come from workloads.</summary>
public static class WorkloadRules
{
    public static IReadOnlyList<IPlanRule> All(IReadOnlyList<IWorkload> workloads) =>
        [
            new KnownWorkloadRule(workloads),
            new FioValuesRule(),
            new FioJobFileGivenRule(),
            new FioJobFileRule(),
            new FioFilledJobRule(),
            new FioReplicatedJobRule(),
            new CacheFactorsRule(),
            new HydrationValuesRule(),
            new HydrationStrayColumnsRule(),
            new HydrationSourceRule(),
            new HydrationMountRule(),
        ];
}

/// <summary>Every test names a workload that this version has.</summary>
internal sealed class KnownWorkloadRule(IReadOnlyList<IWorkload> workloads) : IPlanRule
{
    public string Name => "known-workload";

    public IEnumerable<Problem> Check(PlanDraft draft)
    {
        var known = workloads.Select(workload => workload.Name).ToHashSet(StringComparer.Ordinal);
        return draft
            .TestCases.Where(test => !known.Contains(test.Workload))
            .Select(test =>
                draft.OfTest(
                    test,
                    ParameterNames.Workload,
                    $"'{test.Workload}' is not a workload of this version",
                    $"use {string.Join(", ", known.Order(StringComparer.Ordinal))}"
                )
            );
    }
}

/// <summary>
/// The values of a fio test mean something to fio, and are nothing but values. A column that the job file does not use,
/// such as one of remarks, may hold any text.
/// </summary>
internal sealed class FioValuesRule : IPlanRule
{
    public string Name => "fio-values";

    public IEnumerable<Problem> Check(PlanDraft draft)
    {
        var used = UsedColumns(draft);
        return from test in draft.TestCases
            where test.Workload == "fio"
            from parameter in test.Params
            where parameter.Value.Length > 0
            where Reason(parameter.Key) is not null || used.Contains(parameter.Key)
            let remedy = ParameterRules.Problem(parameter.Key, parameter.Value)
            where remedy is not null
            select draft.OfTest(
                test,
                parameter.Key,
                Reason(parameter.Key) ?? "cannot stand in a job file",
                remedy
            );
    }

    private static HashSet<string> UsedColumns(PlanDraft draft) =>
        draft.JobFile.Decode().Text is { } text
            ? JobTemplate
                .Parse(text, draft.JobFile.Name)
                .Placeholders.Select(placeholder => placeholder.Column)
                .ToHashSet(StringComparer.Ordinal)
            : [];

    /// <summary>What is wrong with a bad value of one of fio's own columns; null for other columns.</summary>
    private static string? Reason(string column) =>
        column switch
        {
            ParameterNames.IoType => "is not a mode of fio",
            ParameterNames.NumJobs or ParameterNames.IoDepth or ParameterNames.NrFiles =>
                "is not a count",
            ParameterNames.Direct => "is not 0 or 1",
            ParameterNames.BlockSize or ParameterNames.FileSize => "is not a size",
            _ => null,
        };
}

/// <summary>The job file can be filled, and asks for nothing that would spoil the figures.</summary>
internal sealed class FioJobFileRule : IPlanRule
{
    public string Name => "fio-job-file";

    public IEnumerable<Problem> Check(PlanDraft draft)
    {
        var (text, _) = draft.JobFile.Decode();
        if (
            text is null
            || draft.JobFile.IsNone
            || draft.TestCases.All(test => test.Workload != "fio")
        )
        {
            yield break;
        }
        var template = JobTemplate.Parse(text, draft.JobFile.Name);
        foreach (
            var problem in template.Check(
                draft.TestCases.SelectMany(test => test.Params.Keys).Distinct()
            )
        )
        {
            yield return Of(problem);
        }
        if (
            template.Placeholders.All(placeholder => placeholder.Column != PlaceholderNames.DataDir)
        )
        {
            yield return new Problem(
                draft.JobFile.Name,
                null,
                null,
                null,
                "never names the folder of the data, so fio decides where its files are",
                "write directory=${TEST_DATA_DIR}"
            )
            {
                Severity = ProblemSeverity.Warning,
            };
        }
        foreach (var line in WarmConflicts(draft, JobFile.Parse(text)))
        {
            yield return new Problem(
                draft.JobFile.Name,
                line.Number,
                null,
                line.Text.Trim(),
                "evicts the files that cache mode 'warm' has just read",
                "remove the line, or use another cache mode"
            );
        }
        foreach (var problem in Unfilled(draft, template))
        {
            yield return problem;
        }
    }

    private static IEnumerable<JobLine> WarmConflicts(PlanDraft draft, JobFile file) =>
        draft.Configs.Any(config => (config.Cache ?? draft.Options.Cache) == CacheMode.Warm)
            ? file.Settings("invalidate").Where(line => line.Value != "0")
            : [];

    /// <summary>A cell that is empty although a placeholder needs its value.</summary>
    private static IEnumerable<Problem> Unfilled(PlanDraft draft, JobTemplate template)
    {
        var needed = template.Placeholders.Select(p => p.Column).ToHashSet(StringComparer.Ordinal);
        return from test in draft.TestCases
            where test.Workload == "fio"
            from parameter in test.Params
            where parameter.Value.Length == 0 && needed.Contains(parameter.Key)
            select draft.OfTest(
                test,
                parameter.Key,
                "is empty, and the job file needs a value",
                "fill the cell"
            );
    }

    private static Problem Of(TemplateProblem problem) =>
        new(
            problem.FileName,
            problem.Line,
            null,
            problem.Name.Length == 0 ? null : problem.Name,
            problem.Message,
            problem.Remedy
        );
}
