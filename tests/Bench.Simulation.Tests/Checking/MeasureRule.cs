namespace Bench.Simulation.Tests.Checking;

/// <summary>Nobody measures for a VM for longer than a lease, and what it takes to find out, after a later claim.</summary>
internal sealed class MeasureRule : IRule
{
    public IEnumerable<string> Check(Evidence evidence)
    {
        foreach (var measuring in evidence.Measurings)
        {
            var end = measuring.End ?? measuring.Process.GoneAt ?? evidence.World.Scheduler.Now;
            if (!evidence.MayAct(measuring.Process, measuring.Vm, measuring.Epoch, end))
            {
                yield return $"{measuring.Process} measures entry {measuring.MatrixId} for {measuring.Vm} long after epoch {measuring.Epoch} has ended";
            }
        }
    }
}
