using Bench.Model.Progress;
using V1 = Bench.Rpc.V1;

namespace Bench.Coordinator.LiveChannel.Mapping;

/// <summary>Messages as a worker's present work and figures.</summary>
internal static class FiguresFromProto
{
    public static CurrentWork Of(V1.CurrentWork work) =>
        new()
        {
            MatrixId = work.MatrixId,
            TestId = work.TestId,
            ConfigLabel = work.ConfigLabel,
            Attempt = work.Attempt,
            Iteration = work.Iteration,
            Phase = work.Phase,
            PhaseSeconds = work.PhaseSeconds,
        };

    public static LiveFigures Of(V1.LiveFigures live) =>
        new()
        {
            Iteration = live.Iteration is { } iteration ? Of(iteration) : null,
            Resources = live.Resources is { } resources ? Of(resources) : null,
        };

    public static IterationFigures Of(V1.IterationFigures f) =>
        new()
        {
            MatrixId = f.MatrixId,
            Iteration = f.Iteration,
            ReadBytesPerSecond = f.HasReadBytesPerSecond ? f.ReadBytesPerSecond : null,
            WriteBytesPerSecond = f.HasWriteBytesPerSecond ? f.WriteBytesPerSecond : null,
            ReadOperationsPerSecond = f.HasReadOperationsPerSecond
                ? f.ReadOperationsPerSecond
                : null,
            WriteOperationsPerSecond = f.HasWriteOperationsPerSecond
                ? f.WriteOperationsPerSecond
                : null,
            ReadP50Nanoseconds = f.HasReadP50Nanoseconds ? f.ReadP50Nanoseconds : null,
            ReadP99Nanoseconds = f.HasReadP99Nanoseconds ? f.ReadP99Nanoseconds : null,
            WriteP50Nanoseconds = f.HasWriteP50Nanoseconds ? f.WriteP50Nanoseconds : null,
            WriteP99Nanoseconds = f.HasWriteP99Nanoseconds ? f.WriteP99Nanoseconds : null,
        };

    private static ResourceFigures Of(V1.ResourceFigures r) =>
        new()
        {
            CpuFraction = r.CpuFraction,
            MemoryUsedBytes = r.MemoryUsedBytes,
            DiskReadBytesPerSecond = r.DiskReadBytesPerSecond,
            DiskWriteBytesPerSecond = r.DiskWriteBytesPerSecond,
            NetworkReceivedBytesPerSecond = r.NetworkReceivedBytesPerSecond,
            NetworkTransmittedBytesPerSecond = r.NetworkTransmittedBytesPerSecond,
        };
}
