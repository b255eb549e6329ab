using Bench.Model.Progress;
using V1 = Bench.Rpc.V1;

namespace Bench.Coordinator.LiveChannel.Mapping;

/// <summary>A worker's present work and figures as messages.</summary>
internal static class FiguresToProto
{
    public static V1.CurrentWork Of(CurrentWork work) =>
        new()
        {
            MatrixId = work.MatrixId,
            TestId = work.TestId,
            ConfigLabel = work.ConfigLabel,
            Attempt = work.Attempt ?? 1,
            Iteration = work.Iteration,
            Phase = work.Phase,
            PhaseSeconds = work.PhaseSeconds,
        };

    public static V1.LiveFigures Of(LiveFigures live) =>
        new()
        {
            Iteration = live.Iteration is { } iteration ? Of(iteration) : null,
            Resources = live.Resources is { } resources ? Of(resources) : null,
        };

    public static V1.IterationFigures Of(IterationFigures figures)
    {
        var message = new V1.IterationFigures
        {
            MatrixId = figures.MatrixId,
            Iteration = figures.Iteration,
        };
        Set(figures.ReadBytesPerSecond, value => message.ReadBytesPerSecond = value);
        Set(figures.WriteBytesPerSecond, value => message.WriteBytesPerSecond = value);
        Set(figures.ReadOperationsPerSecond, value => message.ReadOperationsPerSecond = value);
        Set(figures.WriteOperationsPerSecond, value => message.WriteOperationsPerSecond = value);
        Set(figures.ReadP50Nanoseconds, value => message.ReadP50Nanoseconds = value);
        Set(figures.ReadP99Nanoseconds, value => message.ReadP99Nanoseconds = value);
        Set(figures.WriteP50Nanoseconds, value => message.WriteP50Nanoseconds = value);
        Set(figures.WriteP99Nanoseconds, value => message.WriteP99Nanoseconds = value);
        return message;
    }

    private static V1.ResourceFigures Of(ResourceFigures resources) =>
        new()
        {
            CpuFraction = resources.CpuFraction,
            MemoryUsedBytes = resources.MemoryUsedBytes,
            DiskReadBytesPerSecond = resources.DiskReadBytesPerSecond,
            DiskWriteBytesPerSecond = resources.DiskWriteBytesPerSecond,
            NetworkReceivedBytesPerSecond = resources.NetworkReceivedBytesPerSecond,
            NetworkTransmittedBytesPerSecond = resources.NetworkTransmittedBytesPerSecond,
        };

    private static void Set<T>(T? value, Action<T> set)
        where T : struct
    {
        if (value is { } known)
        {
            set(known);
        }
    }
}
