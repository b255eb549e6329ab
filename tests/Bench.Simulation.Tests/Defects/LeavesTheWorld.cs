using Bench.Simulation.Tests.Worlds;

namespace Bench.Simulation.Tests.Defects;

/// <summary>Hands work to a thread of the pool, which no seed governs.</summary>
internal sealed class LeavesTheWorld : Defect
{
    public override Task PrepareAsync() =>
        Task.Run(() => Thread.Yield()).ContinueWith(_ => { }, TaskScheduler.Default);
}
