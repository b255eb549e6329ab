using System.Runtime.InteropServices;

namespace Bench.Statistics.Windows;

/// <summary>
/// A line of a log of rates: the mean since the process was looked at before. A look at which nothing had been done in a
/// channel leaves no line for it.
/// </summary>
/// <param name="Time">Of the look, in nanoseconds, rounded down.</param>
/// <param name="Channel">Tells apart what is logged side by side, such as directions.</param>
/// <param name="Low">The lowest rate per second that the line can mean.</param>
/// <param name="High">The highest.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct LoggedRate(long Time, int Channel, double Low, double High);

/// <summary>How a log of rates is written; all in nanoseconds.</summary>
/// <param name="Interval">Least distance of two looks, but for <paramref name="Slack"/>.</param>
/// <param name="Slack">How much sooner a look may come.</param>
/// <param name="Rounding">How far the true time of a look may lie after the logged one.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct LogTiming(long Interval, long Slack, long Rounding);
