using Bench.Statistics.Clocks;

namespace Bench.Statistics.Windows;

/// <summary>When one participant worked, on its own clock, in nanoseconds.</summary>
/// <param name="Clock">Puts its clock on the reference clock.</param>
/// <param name="Started">When the first of its processes began to work.</param>
/// <param name="From">From here on all of its processes worked.</param>
/// <param name="Until">Until here all of its processes worked.</param>
/// <param name="Done">When the last of its processes had done its work.</param>
public sealed record WorkSpan(ClockMap Clock, long Started, long From, long Until, long Done)
{
    /// <summary>The span of a participant whose processes have these logs; null without any, or where one is empty.</summary>
    public static WorkSpan? Of(ClockMap clock, IReadOnlyList<RateLog?> processes) =>
        processes.Count == 0 || processes.Any(log => log is null)
            ? null
            : new WorkSpan(
                clock,
                processes.Min(log => log!.Started),
                processes.Max(log => log!.From),
                processes.Min(log => log!.Until),
                processes.Max(log => log!.Until)
            );
}
