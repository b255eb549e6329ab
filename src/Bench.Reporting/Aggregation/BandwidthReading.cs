using Bench.Fio.Logs;
using Bench.Model.Results;
using Bench.Statistics.Windows;

namespace Bench.Reporting.Aggregation;

/// <summary>The lines of a bandwidth log of one job, or why they say nothing that counts.</summary>
internal sealed record BandwidthReading(IReadOnlyList<LoggedRate> Lines, string? Error)
{
    public const string Role = "bw_log";

    private const long BytesPerKibibyte = 1024;
    private const long NanosecondsPerMillisecond = 1_000_000;

    private static readonly LogTiming Timing = new(
        Nanoseconds(BandwidthLogs.Interval),
        Nanoseconds(BandwidthLogs.IntervalSlack),
        Nanoseconds(BandwidthLogs.TimeRounding)
    );

    public static BandwidthReading Of(ReadOnlySpan<byte> log)
    {
        try
        {
            return new BandwidthReading([.. BandwidthLogParser.Parse(log).Select(Line)], null);
        }
        catch (BandwidthLogException e)
        {
            return new BandwidthReading([], e.Message);
        }
    }

    /// <summary>The log as amounts over time; null where it is empty.</summary>
    /// <param name="longestSeconds">
    /// The longest run time that fio gives for a job. None worked for longer before its last line, but for an interval in
    /// which it came to its end: that bounds the first line, before which there is no look.
    /// </param>
    public RateLog? Build(BarrierFacts barrier, double longestSeconds)
    {
        if (Lines.Count == 0)
        {
            return null;
        }
        var longest = Nanoseconds(TimeSpan.FromSeconds(longestSeconds) + BandwidthLogs.Interval);
        var began = Math.Min(Lines[^1].Time - longest, Lines[0].Time - Timing.Interval);
        var notBefore = Math.Max(barrier.StartedNanoseconds, began);
        return RateLog.Of(Lines, Timing, notBefore);
    }

    /// <summary>fio rounds rates down to whole KiB/s.</summary>
    private static LoggedRate Line(BandwidthEntry entry) =>
        new(
            entry.TimeMilliseconds * NanosecondsPerMillisecond,
            (int)entry.Direction,
            entry.KibibytesPerSecond * (double)BytesPerKibibyte,
            (entry.KibibytesPerSecond + 1) * (double)BytesPerKibibyte
        );

    private static long Nanoseconds(TimeSpan time) => (long)time.TotalNanoseconds;
}
