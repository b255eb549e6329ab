using Bench.Simulation.Tests.Scheduling;

namespace Bench.Simulation.Tests.Checking;

/// <summary>Every process that came to its end by itself said why.</summary>
internal sealed class EndRule : IRule
{
    public IEnumerable<string> Check(Evidence evidence) =>
        evidence
            .World.Processes.Where(process =>
                process.State == ProcessState.Ended && process.LastWord.Length == 0
            )
            .Select(process => $"{process} ended without a word");
}
