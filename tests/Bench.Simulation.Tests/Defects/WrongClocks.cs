using Bench.Simulation.Tests.Worlds;

namespace Bench.Simulation.Tests.Defects;

/// <summary>Every process has another time of day. That is no defect: nothing is decided by it.</summary>
internal sealed class WrongClocks : Defect
{
    public override TimeSpan WallOffsetOf(int process) =>
        TimeSpan.FromHours((process * 7 % 11) - 5);
}
