using Bench.Model.Results;
using Bench.Model.Runs;
using Bench.Planning.Blocks;
using Bench.Protocol.Decisions;
using Bench.Worker.Barriers;

namespace Bench.Worker.Iterations;

/// <summary>Runs iterations and makes the records that commit them.</summary>
public interface IIterationRunner
{
    /// <summary>Runs one iteration and uploads its raw files; what it returns is not committed yet.</summary>
    /// <param name="limit">What is left of the entry's time; null for any.</param>
    /// <param name="barrier">Where it waits for other VMs before it measures; null where it runs alone.</param>
    Task<IterationRecord> RunAsync(
        MatrixEntry entry,
        Attempt attempt,
        ScheduledIteration scheduled,
        TimeSpan? limit,
        CancellationToken cancel,
        StartBarrier? barrier = null
    );

    /// <summary>The record of an iteration that failed without being run.</summary>
    IterationRecord NotRun(
        MatrixEntry entry,
        Attempt attempt,
        ScheduledIteration scheduled,
        Failure failure
    );

    /// <summary>Runs an iteration that nobody measures and keeps nothing of it; why it failed, if it did.</summary>
    Task<Failure?> WarmUpAsync(
        MatrixEntry entry,
        Attempt attempt,
        ScheduledIteration scheduled,
        CancellationToken cancel
    );
}
