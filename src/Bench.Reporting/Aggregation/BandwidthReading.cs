using Bench.Fio.Logs;
using Bench.Model.Results;
using Bench.Statistics.Windows;

namespace Bench.Reporting.Aggregation;

/// <summary>A bandwidth log of one job: null where it is empty; or why it says nothing that counts.</summary>
internal sealed record BandwidthReading(RateLog? Log, string? Error)
{
    public const string Role = "bw_log";

    private const long BytesPerKibibyte = 1024;
    private const long NanosecondsPerMillisecond = 1_000_000;

    private static readonly LogTiming Timing = new(
        Nanoseconds(BandwidthLogs.Interval),
        Nanoseconds(BandwidthLogs.IntervalSlack),
        Nanoseconds(BandwidthLogs.TimeRounding)
    );

    public static BandwidthReading Of(ReadOnlySpan<byte> log, BarrierFacts barrier)
    {
        try
        {
            var lines = BandwidthLogParser.Parse(log).Select(Line).ToList();
            return new BandwidthReading(
                RateLog.Of(lines, Timing, barrier.StartedNanoseconds),
                null
            );
        }
        catch (BandwidthLogException e)
        {
            return new BandwidthReading(null, e.Message);
        }
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
