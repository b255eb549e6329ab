using Bench.Fio.JobFiles;
using Bench.Fio.Logs;
using Bench.Model.Runs;
using Bench.Planning.Problems;
using Bench.Planning.Validators;

namespace Bench.Workloads.Fio;

/// <summary>
/// Where VMs measure at once, the bandwidth logs are Bench's own, and all jobs run at once, so that there is one window
/// in which everybody works.
/// </summary>
internal sealed class FioReplicatedJobRule : IPlanRule
{
    public string Name => "fio-replicated-job";

    public IEnumerable<Problem> Check(PlanDraft draft)
    {
        if (
            draft.Options.Distribution != DistributionMode.Replicate
            || draft.JobFile.IsNone
            || draft.JobFile.Decode().Text is not { } text
            || draft.TestCases.All(test => test.Workload != "fio")
        )
        {
            return [];
        }
        var file = JobFile.Parse(text);
        return BandwidthLogs
            .CollisionsIn(file)
            .Concat(BandwidthLogs.FurtherGroupsIn(file))
            .OrderBy(refused => refused.Line)
            .Select(refused =>
                draft.OfJobFile(
                    refused.Line,
                    refused.Option,
                    $"cannot be used with --distribution replicate: {refused.Reason}",
                    refused.Remedy
                )
            );
    }
}
