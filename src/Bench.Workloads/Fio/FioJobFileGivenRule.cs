using System.Globalization;
using Bench.Planning.Problems;
using Bench.Planning.Validators;

namespace Bench.Workloads.Fio;

/// <summary>Tests of fio need a job file; others do not.</summary>
internal sealed class FioJobFileGivenRule : IPlanRule
{
    public string Name => "fio-job-file-given";

    public IEnumerable<Problem> Check(PlanDraft draft)
    {
        var tests = draft.TestCases.Where(test => test.Workload == "fio").ToList();
        if (draft.JobFile.IsNone && tests.Count > 0)
        {
            yield return PlanDraft.OfOption(
                "--fio-job-file",
                null,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"is missing, and {tests.Count} tests of {draft.TestCsv.Name} are of workload fio, the first on line {tests[0].Line}"
                ),
                "give the job file, or name another workload in column workload"
            );
        }
    }
}
