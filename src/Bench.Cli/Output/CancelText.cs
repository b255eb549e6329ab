using Bench.Coordinator.Leading;

namespace Bench.Cli.Output;

/// <summary>What became of the workers of a cancelled run, for people: one line for each that was at work.</summary>
internal static class CancelText
{
    public static void Write(TextWriter output, CancelOutcome outcome)
    {
        foreach (var vm in outcome.Acknowledged)
        {
            var left = outcome.Left.GetValueOrDefault(vm) ?? [];
            output.WriteLine(
                TextTable.Clean(
                    left.Count == 0
                        ? $"{vm}: acknowledged"
                        : $"{vm}: acknowledged; left: {string.Join("; ", left)}"
                )
            );
        }
        foreach (var vm in outcome.Unacknowledged)
        {
            output.WriteLine(
                TextTable.Clean($"{vm}: not acknowledged; its worker is dead, or has not ended yet")
            );
        }
    }
}
