using Bench.Planning.Problems;

namespace Bench.Planning.Validators;

/// <summary>The job file is text. What it says is judged by its workload's own rules.</summary>
public sealed class JobFileTextRule : IPlanRule
{
    public string Name => "job-file-text";

    public IEnumerable<Problem> Check(PlanDraft draft)
    {
        if (draft.JobFile.Decode().Problem is { } problem)
        {
            yield return problem;
        }
    }
}
