using Bench.Statistics.Clocks;

namespace Bench.Statistics.Windows;

/// <summary>How far apart the first and the last of several starts lie, in nanoseconds, within bounds.</summary>
public static class StartSkew
{
    /// <summary>Null without starts, or where the bounds of one contradict each other.</summary>
    /// <param name="starts">On one clock, each within bounds.</param>
    public static TimeBounds? Of(IReadOnlyList<TimeBounds> starts)
    {
        if (starts.Count == 0 || starts.Any(start => start.IsContradiction))
        {
            return null;
        }
        var atLeast = starts.Max(start => start.Earliest) - starts.Min(start => start.Latest);
        var atMost = starts.Max(start => start.Latest) - starts.Min(start => start.Earliest);
        return starts.Count == 1
            ? TimeBounds.Exactly(0)
            : new TimeBounds(Math.Max(0, atLeast), atMost);
    }
}
