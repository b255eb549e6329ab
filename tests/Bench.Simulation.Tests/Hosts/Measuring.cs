using Bench.Simulation.Tests.Scheduling;

namespace Bench.Simulation.Tests.Hosts;

/// <summary>A time in which a worker measures.</summary>
internal sealed class Measuring(SimProcess process, string vm, int epoch, int matrixId)
{
    public SimProcess Process { get; } = process;

    public string Vm { get; } = vm;

    public int Epoch { get; } = epoch;

    public int MatrixId { get; } = matrixId;

    public long Begin { get; } = process.Scheduler.Now;

    /// <summary>Null while it goes on.</summary>
    public long? End { get; private set; }

    public void Stop() => End ??= Process.Scheduler.Now;
}
