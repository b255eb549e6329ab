using Bench.Model.Json;
using Bench.Model.Results;
using Bench.Model.Runs;
using Bench.Planning.Blocks;
using Bench.Protocol.Decisions;

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
        new()
        {
            Schema = Schemas.Iteration,
            Writer = WriterId.New(),
            Vm = attempt.Vm,
            Epoch = 1,
            MatrixId = entry.MatrixId,
            TestId = entry.TestId,
            ConfigId = entry.ConfigId,
            Attempt = attempt.Number,
            Iteration = scheduled.Iteration,
            Block = scheduled.Block,
            Status = failure is null ? IterationStatus.Ok : IterationStatus.Failed,
            Failure = failure,
            StartedAt = default,
            DurationSeconds = 1,
            Phases = [],
            Tools = new Dictionary<string, string>(),
            Host = new HostFacts
            {
                HostName = "h",
                BootId = "b",
                Kernel = "k",
                CpuModel = "c",
                CpuCount = 1,
                MemoryBytes = 1,
            },
            Raw = [],
        };
}
