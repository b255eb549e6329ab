using Bench.Model.Results;

namespace Bench.Protocol.Barriers;

/// <summary>What a worker does next about one iteration that it runs together with others.</summary>
public abstract record ReplicaStep
{
    private ReplicaStep() { }

    /// <summary>Prepares a try and waits at its barrier.</summary>
    public sealed record Prepare(int Attempt) : ReplicaStep;

    /// <summary>Has committed its part, and waits for the verdict.</summary>
    public sealed record Await(Start Start) : ReplicaStep;

    /// <summary>
    /// A try was started with it, or without it, and it has no record of it, as a worker before this one died: it says
    /// so by a failed record, so that nobody waits.
    /// </summary>
    public sealed record GiveUp(int Attempt) : ReplicaStep;

    /// <summary>Nothing more is done about it.</summary>
    /// <param name="Record">The record that counts for this VM.</param>
    public sealed record Settled(IterationRef Record) : ReplicaStep;
}

/// <summary>A worker's way through its iterations. Pure: it follows from the log and from what this VM has committed.</summary>
public static class ReplicaCourse
{
    /// <param name="committed">This VM's own record of a try; null where there is none.</param>
    public static ReplicaStep Next(
        StartLog starts,
        string vm,
        int matrixId,
        int iteration,
        Func<int, IterationRef?> committed
    )
    {
        var attempt = starts.AttemptOf(matrixId, iteration);
        var last = starts.LastOf(vm, matrixId, iteration);
        if (last is null || last.IsAgainFor(vm))
        {
            var first = (last?.Go.Attempt ?? 0) + 1;
            // Others may have gone on to further tries since it said that it could not take part.
            var unable = Enumerable
                .Range(first, attempt - first + 1)
                .Select(committed)
                .FirstOrDefault(record => record is not null);
            return unable is not null ? new ReplicaStep.Settled(unable)
                : starts.MayStart(matrixId, attempt, iteration) ? new ReplicaStep.Prepare(attempt)
                : new ReplicaStep.GiveUp(attempt);
        }
        if (committed(last.Go.Attempt) is not { } own)
        {
            return new ReplicaStep.GiveUp(last.Go.Attempt);
        }
        return last.IsOpen ? new ReplicaStep.Await(last) : new ReplicaStep.Settled(own);
    }

    /// <summary>
    /// The status of an iteration that a VM's result must have: a record of a try that did not count is no success,
    /// whatever it says.
    /// </summary>
    public static bool Counts(StartLog starts, string vm, int matrixId, int iteration) =>
        starts.LastOf(vm, matrixId, iteration)
            is { Verdict.Outcome: Bench.Model.Decisions.VerdictOutcome.Counted };
}
