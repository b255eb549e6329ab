using System.Globalization;
using Bench.Coordinator.Watching;
using Bench.Model.Decisions;
using Bench.Model.Json;
using Bench.Model.Progress;
using Bench.Model.Units;

namespace Bench.Coordinator.Dashboard.Words;

/// <summary>Figures in words, with their units.</summary>
internal static class Shown
{
    /// <summary>Stands where there is nothing to show.</summary>
    public const string Nothing = "–";

    public static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A number without separators, for attributes.</summary>
    public static string Plain(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    public static string Rate(double? bytesPerSecond) =>
        bytesPerSecond is { } rate ? Human.BytesPerSecond(rate) : Nothing;

    public static string Latency(long? nanoseconds) =>
        nanoseconds is { } latency ? Human.Nanoseconds(latency) : Nothing;

    /// <summary>Time that is left; nothing when it is over.</summary>
    public static string Left(double? seconds) =>
        seconds is > 0 and var left ? Human.Seconds(left) : Nothing;

    /// <summary>Whole seconds suffice for an age that changes while it is read.</summary>
    public static string Age(double? seconds) =>
        seconds is not { } value ? Nothing
        : value < 60 ? string.Create(CultureInfo.InvariantCulture, $"{value:0} s")
        : Human.Seconds(value);

    public static string Percent(double fraction) =>
        string.Create(CultureInfo.InvariantCulture, $"{100 * fraction:0} %");

    public static string Utc(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    public static string Iso(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>The same for ages of days.</summary>
    private static string LongAge(double seconds) =>
        seconds < 48 * 3600
            ? Age(seconds)
            : string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(seconds / 86_400):0} days");

    public static string Ago(DateTimeOffset time, DateTimeOffset now) =>
        now - time < TimeSpan.FromSeconds(1)
            ? "just now"
            : $"{LongAge(Math.Floor((now - time).TotalSeconds))} ago";

    public static string Word(SealReason reason) => EnumWords.NameOf(reason).Replace('_', ' ');

    public static string Now(CurrentWork? work) =>
        work is null
            ? Nothing
            : string.Create(
                CultureInfo.InvariantCulture,
                $"#{work.MatrixId} {work.TestId} · {work.ConfigLabel} · iteration {work.Iteration}"
            );

    /// <summary>Bytes that the last iteration read and wrote a second, together.</summary>
    public static double? RateOf(IterationFigures? figures) =>
        figures is { ReadBytesPerSecond: null, WriteBytesPerSecond: null } or null
            ? null
            : (figures.ReadBytesPerSecond ?? 0) + (figures.WriteBytesPerSecond ?? 0);

    /// <summary>Where the run stands, in one line.</summary>
    public static string Progress(RunHead run)
    {
        var done = $"{Number(run.IterationsDone)} of {Number(run.IterationsTotal)} iterations";
        return run.IterationsFailed > 0 ? $"{done}, {Number(run.IterationsFailed)} failed" : done;
    }
}
