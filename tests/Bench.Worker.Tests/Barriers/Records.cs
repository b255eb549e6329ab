using Bench.Model.Json;
using Bench.Model.Results;
using Bench.Model.Runs;
using Bench.Planning.Blocks;
using Bench.Protocol.Decisions;
using Bench.Testing.Runs;

namespace Bench.Worker.Tests.Barriers;

internal static class Records
{
    /// <summary>The record of an iteration that did nothing.</summary>
    public static IterationRecord Iteration(
        MatrixEntry entry,
        Attempt attempt,
        ScheduledIteration scheduled,
        Failure? failure
    ) =>
        SampleRecords.Iteration(
            attempt.Vm,
            entry.MatrixId,
            attempt.Number,
            scheduled.Iteration,
            failure is null
        ) with
        {
            TestId = entry.TestId,
            ConfigId = entry.ConfigId,
            Block = scheduled.Block,
            Failure = failure,
        };
}
