namespace Bench.Fio.Logs;

/// <summary>The direction of an entry, numbered as fio's logs number it.</summary>
public enum LogDirection
{
    Read,
    Write,
    Trim,
}

/// <summary>
/// One line of a bandwidth log: the mean rate of one job in one direction since the job was looked at before.
/// </summary>
/// <param name="TimeMilliseconds">
/// When the job was looked at: milliseconds, rounded down, since the job began, or on the clock that
/// <see cref="BandwidthLogs.AddTo"/> asks for.
/// </param>
/// <param name="KibibytesPerSecond">Rounded down.</param>
public readonly record struct BandwidthEntry(
    long TimeMilliseconds,
    long KibibytesPerSecond,
    LogDirection Direction
);
