using Bench.Statistics.Clocks;

namespace Bench.Statistics.Windows;

/// <summary>
/// The log of rates of one process, as amounts over time. A line at time t with rate r stands for the amount r × s done
/// in the s seconds before t. s is not in the log, but bounded: it is at least the interval less its slack, and at most
/// the distance to the look before, of whatever channel (for the first one: to the start of the process). When within s
/// it was done is not known either, so that of a line which a window cuts the amount within is between nothing and all.
/// </summary>
public sealed class RateLog
{
    /// <summary>Looks further apart than this are taken for the two ends of a pause.</summary>
    private const double LongestInterval = 1.5;

    private readonly List<Step> _steps = [];

    private RateLog(long from, long until, long started) =>
        (From, Until, Started) = (from, until, started);

    /// <summary>From here on the process surely worked.</summary>
    public long From { get; }

    /// <summary>The last look: until here the process surely worked; what it did after it is in no line.</summary>
    public long Until { get; }

    /// <summary>About when it began to work: an interval before the first look.</summary>
    public long Started { get; }

    /// <summary>Null without lines: the process worked for less than an interval.</summary>
    /// <param name="lines">In the order of their times.</param>
    /// <param name="notBefore">When the process was started, so that it had not worked before.</param>
    /// <exception cref="ArgumentException">Times go backwards, or a rate is negative or not finite.</exception>
    public static RateLog? Of(IReadOnlyList<LoggedRate> lines, LogTiming timing, long notBefore)
    {
        if (lines.Count == 0)
        {
            return null;
        }
        ThrowIfInvalid(lines);
        var first = lines[0].Time;
        var log = new RateLog(
            first + timing.Rounding - Shortest(timing),
            lines[^1].Time,
            Math.Max(notBefore, first - timing.Interval)
        );
        var (look, before) = (first, Math.Min(notBefore, first - timing.Interval));
        foreach (var line in lines)
        {
            // Lines of one look have about one time: another look is at least an interval away.
            if (line.Time - look > timing.Interval / 2)
            {
                (look, before) = (line.Time, look);
            }
            log._steps.Add(Step.Of(line, before, timing));
        }
        return log;
    }

    /// <summary>The amount of a channel within a window of which each end is known within bounds.</summary>
    public Amount Within(int channel, TimeBounds start, TimeBounds end)
    {
        var sum = new Amount();
        foreach (var step in _steps)
        {
            if (step.Channel == channel)
            {
                sum += step.Within(start, end);
            }
        }
        return sum;
    }

    private static long Shortest(LogTiming timing) => timing.Interval - timing.Slack;

    private static void ThrowIfInvalid(IReadOnlyList<LoggedRate> lines)
    {
        for (var i = 0; i < lines.Count; i++)
        {
            var isValid =
                lines[i].Low >= 0
                && lines[i].High >= lines[i].Low
                && double.IsFinite(lines[i].High);
            if (!isValid || (i > 0 && lines[i].Time < lines[i - 1].Time))
            {
                throw new ArgumentException(
                    $"Line {i + 1} is earlier than the one before it, or its rate is none.",
                    nameof(lines)
                );
            }
        }
    }

    /// <summary>What one line stands for.</summary>
    private readonly record struct Step(
        int Channel,
        long EarliestStart,
        long Start,
        long End,
        long LatestEnd,
        Amount Amount
    )
    {
        private const double NanosecondsPerSecond = 1e9;

        public static Step Of(LoggedRate line, long before, LogTiming timing)
        {
            var isPause = line.Time - before > LongestInterval * timing.Interval;
            var start = isPause ? line.Time - timing.Interval : before;
            var latestEnd = line.Time + timing.Rounding;
            var low = line.Low * Shortest(timing) / NanosecondsPerSecond;
            var high = line.High * (latestEnd - before) / NanosecondsPerSecond;
            var estimate = (line.Low + line.High) / 2 * (line.Time - start) / NanosecondsPerSecond;
            return new Step(
                line.Channel,
                before,
                start,
                line.Time,
                latestEnd,
                new Amount(low, Math.Clamp(estimate, low, Math.Max(low, high)), Math.Max(low, high))
            );
        }

        public Amount Within(TimeBounds start, TimeBounds end)
        {
            var isSurelyWithin = EarliestStart >= start.Latest && LatestEnd <= end.Earliest;
            var mayOverlap = LatestEnd > start.Earliest && EarliestStart < end.Latest;
            var low = isSurelyWithin ? Amount.Low : 0;
            var high = mayOverlap ? Amount.High : 0;
            var overlap = Math.Min(End, end.Middle) - Math.Max(Start, start.Middle);
            var share = End > Start ? Math.Clamp(overlap / (double)(End - Start), 0, 1) : 0;
            return new Amount(
                low,
                Math.Clamp(Amount.Estimate * share, low, Math.Max(low, high)),
                high
            );
        }
    }
}
