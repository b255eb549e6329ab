using Bench.Model.Json;
using Bench.Model.Progress;

namespace Bench.Benchmarks.Harness;

/// <summary>What a simulated worker tells of itself: with each sign of life it has committed one more iteration.</summary>
internal static class FleetProgress
{
    /// <param name="n">Which VM, from 1; its entry has the same number.</param>
    /// <param name="done">Iterations, which count its signs of life.</param>
    public static WorkerProgress Of(int n, int done, int iterations) =>
        new()
        {
            Schema = Schemas.Progress,
            Vm = FleetPlan.VmName(n),
            Epoch = 1,
            Sequence = done,
            State = WorkerState.Running,
            StartedAt = default,
            At = default,
            EntriesTotal = 1,
            EntriesOk = 0,
            EntriesFailed = 0,
            IterationsTotal = iterations,
            IterationsOk = done,
            IterationsFailed = 0,
            IterationSeconds = 2 * done,
            IterationsTimed = done,
            Current = new CurrentWork
            {
                MatrixId = n,
                TestId = "1",
                ConfigLabel = "default",
                Iteration = done + 1,
                Attempt = 1,
                Phase = done % 2 == 0 ? "measure" : "prepare",
                PhaseSeconds = 0.5,
            },
            Live = new LiveFigures
            {
                Iteration = new IterationFigures
                {
                    MatrixId = n,
                    Iteration = done,
                    ReadBytesPerSecond = 1e9 + (n * 1e5) + (done * 1e6),
                    ReadP50Nanoseconds = 80_000 + n,
                    ReadP99Nanoseconds = 900_000 + n,
                },
                Resources = new ResourceFigures
                {
                    CpuFraction = 0.5,
                    MemoryUsedBytes = 1L << 30,
                    DiskReadBytesPerSecond = 1e9 + done,
                    DiskWriteBytesPerSecond = 0,
                    NetworkReceivedBytesPerSecond = 0,
                    NetworkTransmittedBytesPerSecond = 0,
                },
            },
        };
}
