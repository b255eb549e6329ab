using Bench.Statistics.Clocks;

namespace Bench.Statistics.Windows;

/// <summary>
/// The time in which all processes of all participants worked, on the reference clock, in nanoseconds: from the latest
/// time at which the last of them can have begun, to the earliest at which the first can have ended. Whatever the
/// clocks' true offsets are, nobody worked alone in it.
/// </summary>
public sealed record CommonWindow
{
    /// <summary>A shorter share of the longest span than this is ragged: most of the work was not done together.</summary>
    public const double LeastShare = 0.8;

    public required long Start { get; init; }
    public required long End { get; init; }

    /// <summary>How much earlier it may have begun, and how much later it may have ended.</summary>
    public required long StartUncertainty { get; init; }
    public required long EndUncertainty { get; init; }

    /// <summary>The longest span of a participant, from its first process's begin to its last one's end.</summary>
    public required long LongestSpan { get; init; }

    /// <summary>When the first participant began, in the middle of its bounds.</summary>
    public required long FirstStart { get; init; }

    /// <summary>When the last participant began, in the middle of its bounds.</summary>
    public required long LastStart { get; init; }

    /// <summary>When the first participant had done all its work.</summary>
    public required TimeBounds FirstDone { get; init; }

    /// <summary>When the last participant had done all its work.</summary>
    public required TimeBounds LastDone { get; init; }

    /// <summary>Its length; not above 0 where there is no time in which all surely worked.</summary>
    public long Length => End - Start;

    public long Uncertainty => StartUncertainty + EndUncertainty;

    public bool IsRagged => Length < LeastShare * LongestSpan;

    /// <summary>Null without participants, or where the clocks of one contradict each other.</summary>
    public static CommonWindow? Of(IReadOnlyList<WorkSpan> spans)
    {
        var from = spans.Select(span => span.Clock.ToReference(span.From)).ToList();
        var until = spans.Select(span => span.Clock.ToReference(span.Until)).ToList();
        var started = spans.Select(span => span.Clock.ToReference(span.Started)).ToList();
        var done = spans.Select(span => span.Clock.ToReference(span.Done)).ToList();
        if (
            spans.Count == 0
            || from.Concat(until).Concat(started).Concat(done).Any(time => time.IsContradiction)
        )
        {
            return null;
        }
        var (start, end) = (from.Max(time => time.Latest), until.Min(time => time.Earliest));
        return new CommonWindow
        {
            Start = start,
            End = end,
            StartUncertainty = start - from.Max(time => time.Earliest),
            EndUncertainty = until.Min(time => time.Latest) - end,
            LongestSpan = spans.Max(span => span.Done - span.Started),
            FirstStart = started.Min(time => time.Middle),
            LastStart = started.Max(time => time.Middle),
            FirstDone = new TimeBounds(done.Min(t => t.Earliest), done.Min(t => t.Latest)),
            LastDone = new TimeBounds(done.Max(t => t.Earliest), done.Max(t => t.Latest)),
        };
    }

    /// <summary>What a participant's processes did in a channel within the window.</summary>
    public Amount Within(WorkSpan span, IEnumerable<RateLog> processes, int channel)
    {
        var (start, end) = (span.Clock.FromReference(Start), span.Clock.FromReference(End));
        return processes.Aggregate(
            new Amount(),
            (sum, log) => sum + log.Within(channel, start, end)
        );
    }
}
