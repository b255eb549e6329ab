using System.Runtime.InteropServices;

namespace Bench.Statistics.Clocks;

/// <summary>A time in nanoseconds that is known within bounds, ends included.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TimeBounds(long Earliest, long Latest)
{
    public static TimeBounds Exactly(long time) => new(time, time);

    /// <summary>Nanoseconds between the bounds; negative where they contradict each other.</summary>
    public long Width => Latest - Earliest;

    /// <summary>The middle, rounded towards the earlier bound.</summary>
    public long Middle => Earliest + (Width / 2);

    public bool IsContradiction => Latest < Earliest;

    public bool Contains(long time) => time >= Earliest && time <= Latest;
}
