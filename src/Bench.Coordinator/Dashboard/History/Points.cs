using Bench.Model.Progress;

namespace Bench.Coordinator.Dashboard.History;

/// <summary>A committed iteration on the charts.</summary>
public readonly record struct IterationPoint(
    DateTimeOffset At,
    string Vm,
    IterationFigures Figures
);

/// <summary>What a VM, or all together, used in one moment.</summary>
public readonly record struct ResourcePoint(
    DateTimeOffset At,
    float CpuFraction,
    float DiskReadBytesPerSecond,
    float DiskWriteBytesPerSecond,
    float NetworkReceivedBytesPerSecond,
    float NetworkTransmittedBytesPerSecond
)
{
    public static ResourcePoint Of(DateTimeOffset at, ResourceFigures used) =>
        new(
            at,
            (float)used.CpuFraction,
            (float)used.DiskReadBytesPerSecond,
            (float)used.DiskWriteBytesPerSecond,
            (float)used.NetworkReceivedBytesPerSecond,
            (float)used.NetworkTransmittedBytesPerSecond
        );
}

/// <summary>A phase that a VM was or is in, as its feed told.</summary>
/// <param name="End">Null while it goes on.</param>
public readonly record struct PhaseStay(
    string Phase,
    int MatrixId,
    int Iteration,
    DateTimeOffset Start,
    DateTimeOffset? End
);
