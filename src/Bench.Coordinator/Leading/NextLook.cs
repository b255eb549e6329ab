namespace Bench.Coordinator.Leading;

/// <summary>
/// When the leader looks again. A VM that died is fenced within a lease and one interval of its last sign of life: it is
/// seen at most an interval late, and the look that its silence is told from comes just when it is due.
/// </summary>
internal static class NextLook
{
    /// <summary>How long to wait after a look.</summary>
    /// <param name="interval">Longest time between two looks.</param>
    /// <param name="untilDue">Until a look is needed that silence can be told from; below zero if that moment passed during the look.</param>
    /// <param name="hasFailed">Whether the look failed: then what was due still is, and a store that fails is not asked without a pause.</param>
    public static TimeSpan Wait(TimeSpan interval, TimeSpan untilDue, bool hasFailed) =>
        untilDue >= interval ? interval
        : untilDue > TimeSpan.Zero ? untilDue
        : hasFailed ? interval
        : TimeSpan.Zero;

    /// <summary>Timers may fire some milliseconds early, and silence is not told from a look that begins too early.</summary>
    public static bool IsDue(TimeSpan wait, TimeSpan waited) => waited >= wait;
}
